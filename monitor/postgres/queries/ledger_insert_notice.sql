INSERT INTO alert (key, source, ticket, standard, cycle_us, cycle_n, kind, action, route, place, message)
VALUES ($1, '', '', '', 0, 0, 'notice', 'post', '', $2, $3::jsonb)
ON CONFLICT (key) DO NOTHING
