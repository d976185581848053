-- Who is called by those that group $1 tells.
SELECT DISTINCT mention::text
FROM alert AS m
CROSS JOIN LATERAL jsonb_array_elements(COALESCE(m.message #> '{alert,mention}', '[]')) AS mention
WHERE m.group_id = $1 AND m.state = 'grouped' AND m.opening_id IS NULL
ORDER BY mention::text
LIMIT $2
