INSERT INTO excuse (source, ticket, standard, cycle_us, cycle_n, said_by, why, at, undo, request)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8::timestamptz, $9, $10)
ON CONFLICT (request) DO NOTHING
