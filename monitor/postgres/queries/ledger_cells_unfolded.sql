-- The first date of which something is to be folded; null where nothing is. Only one process folds at a time: null for the others, too.
SELECT LEAST((SELECT min(day) FROM cell_new), (SELECT min(day) FROM cell_time_new), (SELECT min(day) FROM cell_share_new))
WHERE pg_try_advisory_xact_lock(hashtextextended(current_schema() || '.cell', 0))
