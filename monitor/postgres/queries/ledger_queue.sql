-- What waits, by place, and for how many seconds the oldest of it could have been claimed; and what failed. The conditions
-- are those of the partial indexes, one by one: as a list of states they would have all alerts that ever were read.
SELECT place, state, count(*) AS n,
       GREATEST(0, COALESCE(max(extract(epoch FROM clock_timestamp() - claimable_at)) FILTER (WHERE state IN ('pending', 'unsure')), 0))::double precision
           AS oldest
FROM alert
WHERE state = 'held'
   OR state = 'pending' AND groupable
   OR state = 'pending' AND NOT groupable
   OR state IN ('sending', 'unsure')
   OR state = 'failed'
GROUP BY place, state
