INSERT INTO desk.ticket_events (ticket_id, seq, at, kind, author, public, changed_at)
VALUES ($1, $2, $3, $4, $5, $6, $7)
