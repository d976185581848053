SELECT name, kind, from_day, to_day, set_at, counts
FROM baseline
ORDER BY set_at, name
