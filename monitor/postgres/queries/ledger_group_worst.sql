-- The $2 most pressing clocks of group $1 that are open: late ones first, the one longest past due first.
WITH latest AS (
    SELECT DISTINCT ON (source, ticket, standard, cycle_us, cycle_n) source, ticket, standard, cycle_us, cycle_n, alert_id
    FROM alert
    WHERE group_id = $1 AND state = 'grouped' AND opening_id IS NULL
    ORDER BY source, ticket, standard, cycle_us, cycle_n, alert_id DESC
), worst AS (
    SELECT l.alert_id, COALESCE(c.verdict, 'open') = 'missed' AS late, c.due_at
    FROM latest AS l
    LEFT JOIN clock AS c USING (source, ticket, standard, cycle_us, cycle_n)
    WHERE COALESCE(c.state, 'running') IN ('running', 'paused')
    ORDER BY late DESC, c.due_at, l.alert_id
    LIMIT $2
)
SELECT m.alert_id, m.source, m.ticket, m.standard, m.cycle_us, m.cycle_n, m.message
FROM worst AS w
JOIN alert AS m USING (alert_id)
ORDER BY w.late DESC, w.due_at, w.alert_id
