-- Who we are at the help desk's database, and what we could do wrong there. Without $1 the session's search path is meant.
SELECT current_user AS role,
       current_setting('server_version') AS server,
       pg_is_in_recovery() AS replica,
       r.rolsuper AS superuser,
       r.rolcreatedb OR r.rolcreaterole AS administers,
       has_database_privilege(current_database(), 'CREATE') AS may_make,
       (SELECT count(*)
        FROM pg_class AS c
        JOIN pg_namespace AS n ON n.oid = c.relnamespace
        WHERE c.relkind IN ('r', 'p', 'v', 'm', 'f')
          AND n.nspname NOT IN ('pg_catalog', 'information_schema') AND n.nspname NOT LIKE 'pg\_toast%' AND n.nspname NOT LIKE 'pg\_temp%'
          AND has_schema_privilege(n.oid, 'USAGE')
          AND n.nspname <> $1
          AND (has_table_privilege(c.oid, 'INSERT') OR has_table_privilege(c.oid, 'UPDATE')
               OR has_table_privilege(c.oid, 'DELETE') OR has_table_privilege(c.oid, 'TRUNCATE'))) AS writable,
       clock_timestamp() AS now
FROM pg_roles AS r
WHERE r.rolname = current_user
