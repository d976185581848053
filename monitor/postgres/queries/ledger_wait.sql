-- Seconds until something may be claimed; null if nothing waits. $1 how many posts may wait before a group tells them.
SELECT extract(epoch FROM LEAST(min(w.at), (SELECT min(h.claimable_at) FROM alert AS h WHERE h.state = 'held'))
                          - clock_timestamp())::double precision
FROM place AS p
CROSS JOIN LATERAL (
    SELECT LEAST(
        -- In a storm they wait for the next group.
        (SELECT GREATEST(p.next_post_at, a.claimable_at,
                         CASE WHEN $1::integer > 0
                               AND ((SELECT count(*)
                                     FROM (SELECT FROM alert AS m
                                           WHERE m.place = p.place AND m.state = 'pending' AND m.groupable
                                             AND m.claimable_at <= clock_timestamp()
                                           LIMIT $1::integer + 1) AS few) > $1::integer
                                 OR (SELECT count(*)
                                     FROM (SELECT FROM alert AS m
                                           WHERE m.place = p.place AND m.state = 'pending' AND m.groupable AND m.held
                                             AND m.claimable_at <= clock_timestamp()
                                           LIMIT 2) AS few) > 1) THEN p.group_at END)
         FROM alert AS a
         WHERE a.place = p.place AND a.state = 'pending' AND a.groupable
         ORDER BY a.claimable_at
         LIMIT 1),
        (SELECT GREATEST(p.next_post_at, a.claimable_at)
         FROM alert AS a
         WHERE a.place = p.place AND a.state = 'pending' AND NOT a.groupable AND a.action = 'post'
         ORDER BY a.claimable_at
         LIMIT 1),
        (SELECT GREATEST(p.next_post_at, a.claimable_at)
         FROM alert AS a
         WHERE a.place = p.place AND a.state = 'pending' AND NOT a.groupable AND a.action = 'update'
         ORDER BY a.claimable_at
         LIMIT 1),
        (SELECT a.claimable_at
         FROM alert AS a
         WHERE a.place = p.place AND a.state IN ('sending', 'unsure')
         ORDER BY a.claimable_at
         LIMIT 1)) AS at
) AS w
