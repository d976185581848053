SELECT count(*)
FROM clock
WHERE state IN ('running', 'paused') AND due_at IS NOT NULL AND due_at < $1::timestamptz
