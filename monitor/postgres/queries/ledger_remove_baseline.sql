DELETE FROM baseline
WHERE name = $1
