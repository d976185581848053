UPDATE desk.tickets SET updated_at = $2, closed_at = $3 WHERE id = $1
