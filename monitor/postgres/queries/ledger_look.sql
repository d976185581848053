-- Asked of the catalogue, which everybody may read: who lacks rights is to hear of that, not that nothing is there.
SELECT EXISTS (SELECT
               FROM pg_class AS c
               JOIN pg_namespace AS n ON n.oid = c.relnamespace
               WHERE n.nspname = $1 AND c.relname = 'goose_db_version')
