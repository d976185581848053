-- Seconds until something may be claimed; null if nothing waits.
SELECT extract(epoch FROM min(GREATEST(p.next_post_at, w.claimable_at)) - clock_timestamp())::double precision
FROM place AS p
CROSS JOIN LATERAL (
    SELECT min(a.claimable_at) AS claimable_at
    FROM alert AS a
    WHERE a.place = p.place AND a.state IN ('pending', 'sending', 'unsure')
) AS w
WHERE w.claimable_at IS NOT NULL
