-- $1 place, $2 group, $3 whether some of it was held back, $4 pace, $5 how long until the next group, $6 lease, all in seconds.
-- The messages of their own that its clocks have in the place are to show what the group tells.
WITH paced AS (
    UPDATE place
    SET next_post_at = clock_timestamp() + make_interval(secs => $4::double precision),
        group_at = clock_timestamp() + make_interval(secs => $5::double precision)
    WHERE place = $1
), marked AS (
    UPDATE alert
    SET message = jsonb_set(message, '{group,held}', to_jsonb($3::boolean)), held = $3::boolean,
        -- What came before took its time.
        claimable_at = clock_timestamp() + make_interval(secs => $6::double precision)
    WHERE alert_id = $2
), own AS (
    SELECT DISTINCT ON (m.source, m.ticket, m.standard, m.cycle_us, m.cycle_n)
           m.source, m.ticket, m.standard, m.cycle_us, m.cycle_n, s.kind, s.message, s.alert_id
    FROM alert AS m
    JOIN alert AS s USING (source, ticket, standard, cycle_us, cycle_n)
    WHERE m.group_id = $2 AND s.place = $1 AND s.action = 'post' AND s.opening_id IS NULL AND NOT s.gone
      AND s.state = 'sent'
    ORDER BY m.source, m.ticket, m.standard, m.cycle_us, m.cycle_n, s.alert_id DESC
)
INSERT INTO alert (key, source, ticket, standard, cycle_us, cycle_n, kind, action, route, place, message, opening_id)
SELECT 'update/' || gen_random_uuid(), o.source, o.ticket, o.standard, o.cycle_us, o.cycle_n, o.kind, 'update', '', $1,
       o.message, o.alert_id
FROM own AS o
ORDER BY o.alert_id
ON CONFLICT (opening_id) WHERE state = 'pending' AND action = 'update' AND transition_id IS NULL
DO UPDATE SET claimable_at = alert.claimable_at
