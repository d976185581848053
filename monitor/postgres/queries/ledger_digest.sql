SELECT name, period, kind, from_day, to_day, document, made_at, n, missed
FROM digest
WHERE name = $1 AND period = $2
