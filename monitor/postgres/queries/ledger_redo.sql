-- Renders anew what claim $1, which was lost, may have rendered.
INSERT INTO alert (key, source, ticket, standard, cycle_us, cycle_n, kind, action, route, place, message, opening_id)
SELECT 'update/' || gen_random_uuid(), m.source, m.ticket, m.standard, m.cycle_us, m.cycle_n, m.kind, 'update', '', m.place,
       m.message, m.alert_id
FROM alert AS m
WHERE m.alert_id = ANY ($1::bigint[]) AND m.state = 'sent' AND NOT m.gone
ORDER BY m.alert_id
ON CONFLICT (opening_id) WHERE state = 'pending' AND action = 'update' AND transition_id IS NULL
DO UPDATE SET claimable_at = alert.claimable_at
