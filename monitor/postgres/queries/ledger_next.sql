SELECT min(next_at)
FROM clock
WHERE source = $1 AND next_at IS NOT NULL AND next_at > $2::timestamptz
