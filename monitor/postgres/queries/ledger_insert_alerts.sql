INSERT INTO alert (key, transition_id, source, ticket, standard, cycle_us, cycle_n, kind, action, route, place, message, held,
                   state, claimable_at)
SELECT n.key, t.transition_id, t.source, t.ticket, t.standard, t.cycle_us, t.cycle_n, t.kind, n.action, n.route, n.place,
       n.message, n.hold > 0, CASE WHEN n.hold > 0 THEN 'held' ELSE 'pending' END,
       clock_timestamp() + make_interval(secs => GREATEST(n.hold, 0))
FROM unnest($1::bigint[], $2::text[], $3::text[], $4::text[], $5::text[], $6::jsonb[], $7::double precision[]) WITH ORDINALITY
     AS n (transition_id, key, action, route, place, message, hold, ordinal)
JOIN transition AS t USING (transition_id)
ORDER BY n.ordinal
ON CONFLICT DO NOTHING
