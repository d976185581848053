VACUUM (ANALYZE, FREEZE) bench_tickets
