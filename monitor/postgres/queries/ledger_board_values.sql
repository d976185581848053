-- What lists of open clocks are filtered by, of those about an instant, as many before it as behind it: those that lists show.
(SELECT team, customer
 FROM clock
 WHERE state IN ('running', 'paused') AND due_at IS NOT NULL AND due_at < $1::timestamptz
 ORDER BY due_at DESC
 LIMIT $2)
UNION ALL
(SELECT team, customer
 FROM clock
 WHERE state IN ('running', 'paused') AND due_at IS NOT NULL AND due_at >= $1::timestamptz
 ORDER BY due_at
 LIMIT $2)
