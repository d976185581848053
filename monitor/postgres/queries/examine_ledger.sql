-- Who we are in the ledger's database, what it is, and what we may do there. $1 is the schema's name.
SELECT current_user AS role,
       current_setting('server_version') AS server,
       current_setting('server_version_num')::int AS server_number,
       current_setting('server_encoding') AS encoding,
       current_setting('search_path') AS search_path,
       current_setting('synchronous_commit') AS synchronous_commit,
       pg_is_in_recovery() AS replica,
       r.rolsuper AS superuser,
       has_database_privilege(current_database(), 'CREATE') AS may_make,
       n.oid IS NOT NULL AS made,
       n.oid IS NOT NULL AND pg_has_role(n.nspowner, 'MEMBER') AS owner,
       n.oid IS NOT NULL AND has_schema_privilege(n.oid, 'CREATE') AS may_add,
       clock_timestamp() AS now
FROM pg_roles AS r
LEFT JOIN pg_namespace AS n ON n.nspname = $1
WHERE r.rolname = current_user
