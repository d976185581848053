CREATE INDEX ON bench_events (ticket_id);
CREATE INDEX ON bench_events (changed_at)
