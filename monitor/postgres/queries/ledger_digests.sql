SELECT name, period, kind, from_day, to_day, '' AS document, made_at, n, missed
FROM digest
WHERE $1 = '' OR name = $1
ORDER BY to_day DESC, from_day DESC, name
LIMIT $2
