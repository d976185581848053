SELECT count(round_at) AS known, min(round_at) AS until
FROM mark
WHERE source = ANY ($1::text[])
