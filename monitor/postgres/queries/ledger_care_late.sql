-- Open and past due, the one longest past due first; by index alone, however many have ended.
SELECT source, ticket, standard, cycle_us, cycle_n, state, started_at, due_at
FROM clock
WHERE state IN ('running', 'paused') AND due_at IS NOT NULL AND due_at < $1::timestamptz
ORDER BY due_at, source, ticket, standard, cycle_us, cycle_n
LIMIT $2
