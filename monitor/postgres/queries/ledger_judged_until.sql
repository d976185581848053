-- What was judged by a program that knew no facts, or with facts that were made by something else than $2 says ('' for any), does not count
-- until a round has judged all of it again.
SELECT count(round_at) AS known, min(round_at) AS until
FROM mark
WHERE source = ANY ($1::text[]) AND basis LIKE '%.%' AND ($2 = '' OR split_part(basis, '.', 2) = $2)
