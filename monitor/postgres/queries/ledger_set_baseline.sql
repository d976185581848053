INSERT INTO baseline (name, kind, from_day, to_day, set_at, counts)
VALUES ($1, $2, $3::date, $4::date, $5::timestamptz, $6::jsonb)
ON CONFLICT (name) DO UPDATE
SET kind = excluded.kind, from_day = excluded.from_day, to_day = excluded.to_day, set_at = excluded.set_at, counts = excluded.counts
