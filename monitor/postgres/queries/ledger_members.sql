-- Up to $4 members of group $1 after $3, by id. They are of a claim of attempt $2, which is held for $5 seconds more.
WITH held AS (
    UPDATE alert
    SET claimable_at = clock_timestamp() + make_interval(secs => $5::double precision)
    WHERE alert_id = $1 AND attempt = $2 AND state = 'sending'
    RETURNING alert_id
)
SELECT m.alert_id, m.source, m.ticket, m.standard, m.cycle_us, m.cycle_n, t.kind, t.stage, t.episode, m.message
FROM held
LEFT JOIN LATERAL (
    SELECT a.alert_id, a.transition_id, a.source, a.ticket, a.standard, a.cycle_us, a.cycle_n, a.message
    FROM alert AS a
    WHERE a.group_id = held.alert_id AND a.alert_id > $3 AND a.state = 'grouped' AND a.opening_id IS NULL
    ORDER BY a.alert_id
    LIMIT $4
) AS m ON true
LEFT JOIN transition AS t USING (transition_id)
ORDER BY m.alert_id
