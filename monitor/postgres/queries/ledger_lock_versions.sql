-- One at a time in this schema, until the transaction ends.
SELECT pg_advisory_xact_lock(hashtextextended('yardstick versions of ' || current_schema(), 0))
