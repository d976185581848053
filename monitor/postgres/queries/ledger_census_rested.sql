-- How many clocks have come to rest, of each source and state: read from the whole table.
SELECT source, state, count(*) AS n, 0 AS late
FROM clock
WHERE state NOT IN ('running', 'paused')
GROUP BY source, state
ORDER BY source, state
