-- Open clocks that are due in a stretch of time, those due soonest first, after one of them, by walking along the index of what is
-- asked for: clock_customer, clock_team, clock_running or clock_pressing. What is not asked for is null: the statement is planned with
-- its values, so that such conditions cost nothing.
SELECT source, ticket, standard, cycle_us, cycle_n, state, started_at, risk_at, due_at, subject, team, customer
FROM clock
WHERE state IN ('running', 'paused') AND due_at IS NOT NULL
  AND ($1::timestamptz IS NULL OR due_at >= $1::timestamptz)
  AND ($2::timestamptz IS NULL OR due_at < $2::timestamptz)
  AND ($3::timestamptz IS NULL OR risk_at <= $3::timestamptz)
  AND ($4::text IS NULL OR standard = $4::text)
  AND ($5::text IS NULL OR team = $5::text)
  AND ($6::text IS NULL OR customer = $6::text)
  AND ($7::text IS NULL
       OR (due_at, source, ticket, standard, cycle_us, cycle_n)
          > ($1::timestamptz, $7::text, $8::text, $9::text, $10::bigint, $11::integer))
ORDER BY due_at, source, ticket, standard, cycle_us, cycle_n
LIMIT $12
