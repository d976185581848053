-- How many open clocks there are of each source and state, and how many of them are past due: read by the index of open clocks.
SELECT source, state, count(*) AS n, count(*) FILTER (WHERE due_at < now()) AS late
FROM clock
WHERE state IN ('running', 'paused')
GROUP BY source, state
ORDER BY source, state
