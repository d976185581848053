-- Tickets and events in one statement and so in one snapshot, each ticket followed by its events. Just one column of
-- the two is not null.
SELECT ticket, event
FROM (
    SELECT {ticket} AS ticket, NULL::record AS event,
           {ticket}.id{order} AS id, 0 AS rank
    FROM (
{tickets}
    ) AS {ticket}
    UNION ALL
    SELECT NULL::record, yardstick_event,
           yardstick_event.ticket_id{order}, 1
    FROM (
        SELECT {event_columns}
        FROM (
{events}
        ) AS mapped
    ) AS yardstick_event
) AS merged
ORDER BY id, rank{all}
