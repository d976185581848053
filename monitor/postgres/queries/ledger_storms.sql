-- The places in which more than $1 posts wait, or more than one that was held back, and a group may be made now.
SELECT p.place
FROM place AS p
WHERE p.next_post_at <= clock_timestamp() AND p.group_at <= clock_timestamp()
  AND ((SELECT count(*)
        FROM (SELECT FROM alert AS a
              WHERE a.place = p.place AND a.state = 'pending' AND a.groupable AND a.claimable_at <= clock_timestamp()
              LIMIT $1::integer + 1) AS few) > $1::integer
    OR (SELECT count(*)
        FROM (SELECT FROM alert AS a
              WHERE a.place = p.place AND a.state = 'pending' AND a.groupable AND a.held AND a.claimable_at <= clock_timestamp()
              LIMIT 2) AS few) > 1)
  AND (SELECT count(*) FROM alert AS s
       WHERE s.place = p.place AND s.state = 'sending' AND NOT s.looking AND s.claimable_at > clock_timestamp()) < 2
ORDER BY p.next_post_at
LIMIT $2
