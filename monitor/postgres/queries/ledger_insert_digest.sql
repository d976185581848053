INSERT INTO digest (name, period, kind, from_day, to_day, document, made_at, n, missed)
VALUES ($1, $2, $3, $4::date, $5::date, $6, $7::timestamptz, $8, $9)
ON CONFLICT (name, period) DO NOTHING
RETURNING digest_id
