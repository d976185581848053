-- How many of them there are; it stops counting at $7.
SELECT count(*)
FROM (
    SELECT
    FROM clock
    WHERE state IN ('running', 'paused') AND due_at IS NOT NULL
      AND ($1::timestamptz IS NULL OR due_at >= $1::timestamptz)
      AND ($2::timestamptz IS NULL OR due_at < $2::timestamptz)
      AND ($3::timestamptz IS NULL OR risk_at <= $3::timestamptz)
      AND ($4::text IS NULL OR standard = $4::text)
      AND ($5::text IS NULL OR team = $5::text)
      AND ($6::text IS NULL OR customer = $6::text)
    ORDER BY due_at
    LIMIT $7
) AS found
