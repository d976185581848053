-- What each of the updates $1 shows: the last that its clock's place was told, or the clock's end wherever that is told.
SELECT u.alert_id AS claim_id, s.alert_id, s.message, t.stage, t.episode
FROM alert AS u
CROSS JOIN LATERAL (
    SELECT a.alert_id, a.message, a.transition_id
    FROM alert AS a
    WHERE (a.source, a.ticket, a.standard, a.cycle_us, a.cycle_n) = (u.source, u.ticket, u.standard, u.cycle_us, u.cycle_n)
      AND a.transition_id IS NOT NULL
      AND (a.alert_id = u.alert_id
           OR a.place = u.place AND a.state IN ('sent', 'grouped')
           OR a.kind IN ('recovered', 'kept', 'withdrawn') AND a.state NOT IN ('dropped', 'failed'))
    ORDER BY a.alert_id DESC
    LIMIT 1
) AS s
JOIN transition AS t ON t.transition_id = s.transition_id
WHERE u.alert_id = ANY ($1::bigint[]) AND u.ticket <> ''
