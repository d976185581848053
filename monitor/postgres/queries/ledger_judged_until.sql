-- What a program of before judged has no facts: reports would find nothing of it until a round has judged all of it again.
SELECT count(round_at) AS known, min(round_at) AS until
FROM mark
WHERE source = ANY ($1::text[]) AND basis LIKE '%.%'
