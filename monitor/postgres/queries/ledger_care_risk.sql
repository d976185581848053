-- Open, not yet due, and past a warning: what was found out last of it is one, or it was past one before anybody watched.
-- all_of counts them before the limit.
SELECT c.source, c.ticket, c.standard, c.cycle_us, c.cycle_n, c.state, c.started_at, c.due_at, count(*) OVER () AS all_of
FROM clock AS c
CROSS JOIN LATERAL (
    SELECT COALESCE((SELECT t.kind
                     FROM transition AS t
                     WHERE t.source = c.source AND t.ticket = c.ticket AND t.standard = c.standard AND t.cycle_us = c.cycle_us
                       AND t.cycle_n = c.cycle_n
                     ORDER BY t.transition_id DESC
                     LIMIT 1),
                    CASE WHEN c.baseline <> '' THEN 'warning' ELSE '' END) AS kind
) AS last
WHERE c.state = 'running' AND c.due_at IS NOT NULL AND c.due_at >= $1::timestamptz AND last.kind = 'warning'
ORDER BY c.due_at, c.source, c.ticket, c.standard, c.cycle_us, c.cycle_n
LIMIT $2
