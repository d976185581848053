COPY desk.tickets (id, subject, customer, tier, priority, channel, team, category, created_at, closed_at, updated_at) FROM STDIN
