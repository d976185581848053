-- The ids of a mapping query's rows that are stamped at or after $1, which is of the stamps' own type so that an index
-- on them serves. The operator is Postgres' own: one in public might fit the types better.
SELECT changed.{id}::text
FROM (
{query}
) AS changed
WHERE {stamp} OPERATOR(pg_catalog.>=) $1::{type}
  AND changed.{id} IS NOT NULL
