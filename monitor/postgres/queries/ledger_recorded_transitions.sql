SELECT t.ticket, t.standard, t.cycle_us, t.cycle_n, t.stage, t.kind, t.episode, t.at, t.found_at, t.reason,
       COALESCE(a.state, '') AS alert_state
FROM transition AS t
LEFT JOIN alert AS a ON a.transition_id = t.transition_id
WHERE t.source = $1 AND t.ticket = ANY ($2::text[])
ORDER BY t.transition_id
