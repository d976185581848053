-- Ticket by ticket (OFFSET 0 keeps the planner from joining otherwise): before
-- the first ANALYZE it would read all of a source for each batch.
SELECT c.as_of, c.ticket, c.standard, c.cycle_us, c.cycle_n, c.ordinal, c.version, c.target_row, c.state, c.verdict, c.reason,
       c.started_at, c.opens_at, c.due_at, c.desired_at, c.next_at, c.stopped_at, c.elapsed_us, c.calendar, c.baseline,
       c.fell_day, c.start_hour, c.target, c.near, c.took, c.late, c.attributes, c.risk_at, c.subject, c.team, c.customer
FROM unnest($2::text[]) AS wanted (ticket)
CROSS JOIN LATERAL (
    SELECT k.as_of, k.ticket, k.standard, k.cycle_us, k.cycle_n, k.ordinal, k.version, k.target_row, k.state, k.verdict,
           k.reason, k.started_at, k.opens_at, k.due_at, k.desired_at, k.next_at, k.stopped_at, k.elapsed_us, k.calendar,
           k.baseline, k.fell_day, k.start_hour, k.target, k.near, k.took, k.late, k.attributes, k.risk_at, k.subject, k.team,
           k.customer
    FROM clock AS k
    WHERE k.source = $1 AND k.ticket = wanted.ticket
    OFFSET 0
) AS c
