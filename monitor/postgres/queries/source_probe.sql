-- The names and types of a mapping query's columns, without a row.
SELECT *
FROM (
{query}
) AS probed
LIMIT 0
