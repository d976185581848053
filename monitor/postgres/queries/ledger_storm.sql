-- Whether more than $2 posts wait in place $1, or more than one that was held back.
SELECT (SELECT count(*)
        FROM (SELECT FROM alert AS a
              WHERE a.place = $1 AND a.state = 'pending' AND a.groupable AND a.claimable_at <= clock_timestamp()
              LIMIT $2::integer + 1) AS few) > $2::integer
    OR (SELECT count(*)
        FROM (SELECT FROM alert AS a
              WHERE a.place = $1 AND a.state = 'pending' AND a.groupable AND a.held AND a.claimable_at <= clock_timestamp()
              LIMIT 2) AS few) > 1
