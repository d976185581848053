-- Ticket by ticket, as the clocks are.
SELECT t.ticket, t.standard, t.cycle_us, t.cycle_n, t.stage, t.kind, t.episode, t.at, t.found_at, t.reason, t.alert_state, t.route
FROM unnest($2::text[]) AS wanted (ticket)
CROSS JOIN LATERAL (
    SELECT n.transition_id, n.ticket, n.standard, n.cycle_us, n.cycle_n, n.stage, n.kind, n.episode, n.at, n.found_at,
           n.reason, COALESCE(told.state, '') AS alert_state, COALESCE(told.route, '') AS route
    FROM transition AS n
    LEFT JOIN LATERAL (
        -- How far it is told where it is told most; what a group tells is told as far as the group.
        SELECT COALESCE(g.state, a.state) AS state, a.route
        FROM alert AS a
        LEFT JOIN alert AS g ON a.state = 'grouped' AND g.alert_id = a.group_id
        WHERE a.transition_id = n.transition_id
        ORDER BY array_position(ARRAY['sent', 'sending', 'unsure', 'pending', 'held', 'failed', 'dropped'],
                                COALESCE(g.state, a.state))
        LIMIT 1
    ) AS told ON true
    WHERE n.source = $1 AND n.ticket = wanted.ticket
    OFFSET 0
) AS t
ORDER BY t.transition_id
