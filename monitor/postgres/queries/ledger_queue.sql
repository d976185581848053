-- What waits, by place, and for how many seconds the oldest of it could have been claimed; and what failed.
SELECT place, state, count(*) AS n,
       GREATEST(0, COALESCE(max(extract(epoch FROM clock_timestamp() - claimable_at)) FILTER (WHERE state IN ('pending', 'unsure')), 0))::double precision
           AS oldest
FROM alert
WHERE state IN ('held', 'pending', 'sending', 'unsure', 'failed')
GROUP BY place, state
