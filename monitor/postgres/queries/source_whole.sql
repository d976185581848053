-- All tickets, where there is no events query. The row comes as one composite value, which costs the driver one value
-- a row instead of one a column; duplicates of an id come side by side.
SELECT {ticket}
FROM (
{tickets}
) AS {ticket}
ORDER BY {ticket}.id{order}{all}
