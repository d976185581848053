-- The event kinds there are.
SELECT DISTINCT mapped.kind::text AS kind
FROM (
{events}
) AS mapped
WHERE mapped.kind IS NOT NULL
ORDER BY 1
LIMIT $1
