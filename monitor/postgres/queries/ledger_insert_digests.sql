-- The intents of telling a digest in places $2, with messages $3 under keys $1. Those that there are stay as they are.
INSERT INTO alert (key, source, ticket, standard, cycle_us, cycle_n, kind, action, route, place, message)
SELECT n.key, '', '', '', 0, 0, 'digest', 'post', '', n.place, n.message
FROM unnest($1::text[], $2::text[], $3::jsonb[]) WITH ORDINALITY AS n (key, place, message, ordinal)
ORDER BY n.ordinal
ON CONFLICT (key) DO NOTHING
