-- Open clocks that are not due by $1. What is paused may have no due instant yet.
SELECT standard, count(*) AS n
FROM clock
WHERE state IN ('running', 'paused') AND verdict = 'open' AND (due_at IS NULL OR due_at >= $1::timestamptz)
GROUP BY standard
