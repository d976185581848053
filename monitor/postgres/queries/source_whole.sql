-- All tickets, where there is no events query. The row comes as one composite value, which costs the driver one value
-- a row instead of one a column; duplicates of an id come side by side.
SELECT yardstick_ticket
FROM (
{tickets}
) AS yardstick_ticket
ORDER BY yardstick_ticket.id{order}
