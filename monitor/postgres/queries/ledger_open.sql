SELECT DISTINCT ticket
FROM clock
WHERE source = $1 AND ticket > $2 AND state IN ('running', 'paused') AND as_of <= $3::timestamptz
ORDER BY ticket
LIMIT $4
