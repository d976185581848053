-- The Monday of the first week of which something is to be folded; null where nothing is. Only one process folds at a time: no row for the others.
SELECT date_trunc('week', (SELECT min(day) FROM cell_new)::timestamp)::date
WHERE pg_try_advisory_xact_lock(hashtextextended('yardstick cells of ' || current_schema(), 0))
