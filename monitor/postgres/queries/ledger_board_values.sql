-- The attributes of open clocks about an instant, as many before it as behind it: those that lists show.
(SELECT attributes
 FROM clock
 WHERE state IN ('running', 'paused') AND due_at IS NOT NULL AND due_at < $1::timestamptz
 ORDER BY due_at DESC
 LIMIT $2)
UNION ALL
(SELECT attributes
 FROM clock
 WHERE state IN ('running', 'paused') AND due_at IS NOT NULL AND due_at >= $1::timestamptz
 ORDER BY due_at
 LIMIT $2)
