-- $1 place, $2 group, $3 whether some of it was held back, $4 pace, $5 how long until the next group, $6 lease, all in seconds.
-- What its clocks have in the place already, messages of their own and groups of before, is to show what the group tells.
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
), stood AS (
    SELECT s.source, s.ticket, s.standard, s.cycle_us, s.cycle_n, s.kind, s.message, s.alert_id, s.group_id
    FROM alert AS m
    JOIN alert AS s USING (source, ticket, standard, cycle_us, cycle_n)
    WHERE m.group_id = $2 AND s.place = $1 AND s.action = 'post' AND s.opening_id IS NULL AND NOT s.gone
      AND s.state IN ('sent', 'grouped') AND s.group_id IS DISTINCT FROM $2
), shown AS (
    -- The clock's own message,
    (SELECT DISTINCT ON (o.source, o.ticket, o.standard, o.cycle_us, o.cycle_n)
            o.source, o.ticket, o.standard, o.cycle_us, o.cycle_n, o.kind, o.message, o.alert_id, clock_timestamp() AS from_at
     FROM stood AS o
     WHERE o.group_id IS NULL
     ORDER BY o.source, o.ticket, o.standard, o.cycle_us, o.cycle_n, o.alert_id DESC)
    UNION ALL
    -- and the group before that spoke of it, once it has rested.
    SELECT g.source, g.ticket, g.standard, g.cycle_us, g.cycle_n, g.kind, g.message, g.alert_id,
           GREATEST(g.claimable_at, clock_timestamp())
    FROM alert AS g
    WHERE g.alert_id IN (SELECT o.group_id FROM stood AS o) AND g.state = 'sent' AND NOT g.gone
)
INSERT INTO alert (key, source, ticket, standard, cycle_us, cycle_n, kind, action, route, place, message, opening_id, claimable_at)
SELECT 'update/' || gen_random_uuid(), o.source, o.ticket, o.standard, o.cycle_us, o.cycle_n, o.kind, 'update', '', $1,
       o.message, o.alert_id, o.from_at
FROM shown AS o
ORDER BY o.alert_id
ON CONFLICT (opening_id) WHERE state = 'pending' AND action = 'update' AND transition_id IS NULL
DO UPDATE SET claimable_at = alert.claimable_at
