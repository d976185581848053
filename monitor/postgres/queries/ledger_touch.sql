-- Makes an update of each message that stands for the clocks $1 to $5, but for those in a place where one of the
-- transitions $6 is told by itself. One that waits is locked instead, until what it is to show is committed.
INSERT INTO alert (key, source, ticket, standard, cycle_us, cycle_n, kind, action, route, place, message, opening_id, claimable_at)
SELECT 'update/' || gen_random_uuid(), t.source, t.ticket, t.standard, t.cycle_us, t.cycle_n, t.kind, 'update', '', t.place,
       t.message, t.message_id, GREATEST(t.rests_until, clock_timestamp())
FROM (
    SELECT DISTINCT ON (s.message_id)
           CASE WHEN s.group_id IS NULL THEN s.source ELSE '' END AS source,
           CASE WHEN s.group_id IS NULL THEN s.ticket ELSE '' END AS ticket,
           CASE WHEN s.group_id IS NULL THEN s.standard ELSE '' END AS standard,
           CASE WHEN s.group_id IS NULL THEN s.cycle_us ELSE 0 END AS cycle_us,
           CASE WHEN s.group_id IS NULL THEN s.cycle_n ELSE 0 END AS cycle_n,
           m.kind, s.place, m.message, s.message_id, s.rests_until
    FROM unnest($1::text[], $2::text[], $3::text[], $4::bigint[], $5::integer[]) AS c (source, ticket, standard, cycle_us, cycle_n)
    JOIN standing AS s USING (source, ticket, standard, cycle_us, cycle_n)
    JOIN alert AS m ON m.alert_id = s.message_id
    WHERE NOT EXISTS (
            SELECT FROM alert AS own
            WHERE own.transition_id = ANY ($6::bigint[]) AND own.place = s.place
              AND (own.source, own.ticket, own.standard, own.cycle_us, own.cycle_n)
                  = (s.source, s.ticket, s.standard, s.cycle_us, s.cycle_n))
      -- Of several of its own in a place the last one: the update renders all of them.
      AND (s.group_id IS NOT NULL OR NOT EXISTS (
            SELECT FROM standing AS later
            WHERE (later.source, later.ticket, later.standard, later.cycle_us, later.cycle_n)
                  = (s.source, s.ticket, s.standard, s.cycle_us, s.cycle_n)
              AND later.place = s.place AND later.group_id IS NULL AND later.alert_id > s.alert_id))
    ORDER BY s.message_id
) AS t
ORDER BY t.message_id
ON CONFLICT (opening_id) WHERE state = 'pending' AND action = 'update' AND transition_id IS NULL
DO UPDATE SET claimable_at = alert.claimable_at
