-- What the database must be, and whether the schema is there: who may not make one can still use it.
SELECT current_setting('server_encoding') AS encoding,
       EXISTS (SELECT FROM pg_namespace WHERE nspname = $1) AS made
