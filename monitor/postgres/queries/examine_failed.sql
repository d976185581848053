-- The places for which something failed for good, those with the most first, and why the last of them did.
SELECT f.place, count(*) AS n, (array_agg(COALESCE(f.state_reason, '') ORDER BY f.alert_id DESC))[1] AS reason
FROM alert AS f
WHERE f.state = 'failed'
GROUP BY f.place
ORDER BY n DESC, f.place
