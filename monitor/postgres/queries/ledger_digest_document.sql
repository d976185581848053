SELECT document
FROM digest
WHERE name = $1 AND period = $2
