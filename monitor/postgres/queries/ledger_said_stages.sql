SELECT t.standard, t.cycle_us, t.cycle_n, t.stage, t.kind, t.episode, t.at, t.found_at, t.reason, t.recorded_at,
       COALESCE(a.state, '') AS alert,
       CASE WHEN a.state = 'sent' THEN a.place ELSE '' END AS place,
       CASE WHEN a.state = 'sent' THEN a.settled_at END AS told_at
FROM transition AS t
LEFT JOIN alert AS a USING (transition_id)
WHERE t.source = $1 AND t.ticket = $2
ORDER BY t.transition_id
