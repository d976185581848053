-- The file that follows digest $1 in its thread.
INSERT INTO alert (key, source, ticket, standard, cycle_us, cycle_n, kind, action, route, place, message, opening_id)
SELECT d.key || '/pdf', '', '', '', 0, 0, 'file', 'post', '', d.place,
       jsonb_build_object('file', jsonb_build_object('key', d.key || '/pdf', 'digest', d.message -> 'digest')), d.alert_id
FROM alert AS d
WHERE d.alert_id = $1
ON CONFLICT (key) DO NOTHING
