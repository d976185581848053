-- The clocks of group $1, those due first first: all, or for a page those from ($2, $3) to ($4, $5), by due instant and id.
WITH latest AS (
    SELECT DISTINCT ON (source, ticket, standard, cycle_us, cycle_n)
           alert_id, COALESCE((message #>> '{alert,due_at}')::bigint, 0) AS due
    FROM alert
    WHERE group_id = $1 AND state = 'grouped' AND opening_id IS NULL
    ORDER BY source, ticket, standard, cycle_us, cycle_n, alert_id DESC
)
SELECT m.alert_id, m.source, m.ticket, m.standard, m.cycle_us, m.cycle_n, m.message
FROM latest AS l
JOIN alert AS m USING (alert_id)
WHERE (l.due, l.alert_id) BETWEEN ($2::bigint, $3::bigint) AND ($4::bigint, $5::bigint)
ORDER BY l.due, l.alert_id
