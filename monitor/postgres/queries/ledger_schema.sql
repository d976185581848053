-- One at a time: two replicas that start at once would both find the schema missing.
-- %[1]s is the schema's quoted name.
BEGIN;
SELECT pg_advisory_xact_lock(7204018530129);
CREATE SCHEMA IF NOT EXISTS %[1]s;
COMMIT;
