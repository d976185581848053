-- Ends the transactions that hold the row of the term before. Its process is dead, frozen, or knows by now.
SELECT pg_terminate_backend(pid)
FROM pg_locks
WHERE locktype = 'relation' AND relation = 'leader'::regclass AND mode = 'RowShareLock' AND granted AND pid <> pg_backend_pid()
  AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
