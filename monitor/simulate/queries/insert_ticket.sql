INSERT INTO desk.tickets (id, subject, customer, tier, priority, channel, team, category, created_at, closed_at, updated_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
