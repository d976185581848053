-- The places are those that were told, the first time is when the first of them was; what a group tells is told with it.
SELECT t.standard, t.cycle_us, t.cycle_n, t.stage, t.kind, t.episode, t.at, t.found_at, t.reason, t.recorded_at,
       COALESCE(a.state, '') AS alert, COALESCE(a.places, '') AS place, a.told_at, COALESCE(a.failed, '') AS failed
FROM transition AS t
LEFT JOIN LATERAL (
    SELECT (array_agg(w.state ORDER BY array_position(
                ARRAY['sent', 'sending', 'unsure', 'pending', 'held', 'failed', 'dropped'], w.state)))[1] AS state,
           string_agg(w.place, ', ' ORDER BY w.alert_id) FILTER (WHERE w.state = 'sent') AS places,
           min(w.told_at) FILTER (WHERE w.state = 'sent') AS told_at,
           string_agg(concat_ws(': ', w.place, nullif(w.why, '')), '; ' ORDER BY w.alert_id) FILTER (WHERE w.state = 'failed') AS failed
    FROM (
        SELECT n.alert_id, n.place, COALESCE(g.state, n.state) AS state, COALESCE(g.state_reason, n.state_reason) AS why,
               GREATEST(n.settled_at, g.settled_at) AS told_at
        FROM alert AS n
        LEFT JOIN alert AS g ON n.state = 'grouped' AND g.alert_id = n.group_id
        WHERE n.transition_id = t.transition_id
    ) AS w
) AS a ON true
WHERE t.source = $1 AND t.ticket = $2
ORDER BY t.transition_id
