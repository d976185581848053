-- The clock is locked: nobody else numbers a word of it.
INSERT INTO care (source, ticket, standard, cycle_us, cycle_n, kind, n, said_by, said_id, at, until, request)
SELECT $1, $2, $3, $4, $5, $6,
       1 + COALESCE((SELECT max(n) FROM care
                     WHERE source = $1 AND ticket = $2 AND standard = $3 AND cycle_us = $4 AND cycle_n = $5 AND kind = $6), 0),
       $7, $8, $9::timestamptz, $10::timestamptz, $11
ON CONFLICT (request) DO NOTHING
RETURNING n
