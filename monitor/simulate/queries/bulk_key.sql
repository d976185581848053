ALTER TABLE bench_tickets ADD PRIMARY KEY (id);
CREATE INDEX ON bench_tickets (changed_at)
