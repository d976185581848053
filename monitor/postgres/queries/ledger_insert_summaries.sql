INSERT INTO alert (key, source, ticket, standard, cycle_us, cycle_n, kind, action, route, place, message)
SELECT n.key, $1, '', '', 0, n.ordinal::integer, 'summary', 'post', '', n.place, n.message
FROM unnest($2::text[], $3::text[], $4::jsonb[]) WITH ORDINALITY AS n (key, place, message, ordinal)
ORDER BY n.ordinal
ON CONFLICT (key) DO NOTHING
