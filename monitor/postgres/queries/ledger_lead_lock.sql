-- Held by the leader's session for as long as it lasts; one for each schema.
SELECT pg_try_advisory_lock(hashtextextended('yardstick leader of ' || current_schema(), 0))
