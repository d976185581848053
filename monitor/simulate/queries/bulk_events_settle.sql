VACUUM (ANALYZE, FREEZE) bench_events
