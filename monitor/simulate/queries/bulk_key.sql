ALTER TABLE bench_tickets ADD PRIMARY KEY (id)
