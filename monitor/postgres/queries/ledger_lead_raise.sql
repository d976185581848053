-- Begins a term. It waits for what the one before is committing.
UPDATE leader
SET epoch = epoch + 1, holder = $1, pid = pg_backend_pid(), standards = '', seen_at = clock_timestamp()
RETURNING epoch
