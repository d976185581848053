-- How many clocks there are of each source and state, and how many of them are open and past due.
SELECT source,
       state,
       count(*) AS n,
       count(*) FILTER (WHERE state IN ('running', 'paused') AND due_at < now()) AS late
FROM clock
GROUP BY source, state
ORDER BY source, state
