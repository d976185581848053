-- Open clocks with some attributes, whenever they are due, in no order, by the index on them.
SELECT source, ticket, standard, cycle_us, cycle_n, state, started_at, risk_at, due_at, subject, attributes
FROM clock
WHERE state IN ('running', 'paused') AND due_at IS NOT NULL AND attributes::jsonb @> $1::text::jsonb
LIMIT $2
