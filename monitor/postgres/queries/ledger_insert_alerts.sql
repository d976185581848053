INSERT INTO alert (key, transition_id, source, ticket, standard, cycle_us, cycle_n, kind, action, route, place, message)
SELECT n.key, t.transition_id, t.source, t.ticket, t.standard, t.cycle_us, t.cycle_n, t.kind, n.action, n.route, n.place,
       n.message
FROM unnest($1::bigint[], $2::text[], $3::text[], $4::text[], $5::text[], $6::jsonb[]) WITH ORDINALITY
     AS n (transition_id, key, action, route, place, message, ordinal)
JOIN transition AS t USING (transition_id)
ORDER BY n.ordinal
ON CONFLICT (key) DO NOTHING
