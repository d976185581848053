-- The ids of a mapping query's rows that are stamped at or after $1, which is of the stamps' own type so that an index
-- on them serves.
SELECT changed.{id}::text
FROM (
{query}
) AS changed
WHERE {stamp} >= $1::{type}
  AND changed.{id} IS NOT NULL
