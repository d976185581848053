COPY desk.ticket_events (ticket_id, seq, at, kind, author, public, changed_at) FROM STDIN
