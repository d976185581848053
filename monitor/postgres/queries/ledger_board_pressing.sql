-- Open clocks that are due in a stretch of time, those due soonest first, after one of them, by walking along clock_pressing or
-- clock_running. What is not asked for is null: the statement is planned with its values, so that such conditions cost nothing.
-- The attributes are compared so that no index on them is used: how many clocks have them can't be estimated.
SELECT source, ticket, standard, cycle_us, cycle_n, state, started_at, risk_at, due_at, subject, attributes
FROM clock
WHERE state IN ('running', 'paused') AND due_at IS NOT NULL
  AND ($1::timestamptz IS NULL OR due_at >= $1::timestamptz)
  AND ($2::timestamptz IS NULL OR due_at < $2::timestamptz)
  AND ($3::timestamptz IS NULL OR risk_at <= $3::timestamptz)
  AND ($4::text IS NULL OR standard = $4::text)
  AND ($5::text IS NULL OR (attributes::jsonb || '{}') @> $5::text::jsonb)
  AND ($6::text IS NULL
       OR (due_at, source, ticket, standard, cycle_us, cycle_n)
          > ($1::timestamptz, $6::text, $7::text, $8::text, $9::bigint, $10::integer))
ORDER BY due_at, source, ticket, standard, cycle_us, cycle_n
LIMIT $11
