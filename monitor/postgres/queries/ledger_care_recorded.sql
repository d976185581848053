-- The last word of each kind of each clock. Few clocks have any.
SELECT DISTINCT ON (c.ticket, c.standard, c.cycle_us, c.cycle_n, c.kind)
       c.ticket, c.standard, c.cycle_us, c.cycle_n, c.kind, c.n, c.said_by, c.at, c.until
FROM care AS c
WHERE c.source = $1 AND c.ticket = ANY ($2::text[])
ORDER BY c.ticket, c.standard, c.cycle_us, c.cycle_n, c.kind, c.n DESC
