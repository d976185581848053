ANALYZE desk.tickets, desk.ticket_events
