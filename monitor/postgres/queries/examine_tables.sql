-- The ledger's tables that we may not change (as migrations do), and those that we may not write. $1 is the schema's name.
SELECT c.relname AS name,
       NOT pg_has_role(c.relowner, 'MEMBER') AS foreign_owned,
       NOT (has_table_privilege(c.oid, 'SELECT') AND has_table_privilege(c.oid, 'INSERT')
            AND has_table_privilege(c.oid, 'UPDATE') AND has_table_privilege(c.oid, 'DELETE')) AS unwritable
FROM pg_class AS c
JOIN pg_namespace AS n ON n.oid = c.relnamespace
WHERE n.nspname = $1 AND c.relkind IN ('r', 'p')
ORDER BY c.relname
