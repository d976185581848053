-- The names and types of a mapping query's columns, without a row: $1 is 0.
SELECT *
FROM (
{query}
) AS probed
LIMIT $1
