-- The excuses of tickets that count: of each clock the last one, unless it was taken back.
SELECT e.ticket, e.standard, e.cycle_us, e.cycle_n, e.said_by, e.why, e.at, e.undo, e.recorded_at
FROM (
    SELECT DISTINCT ON (x.ticket, x.standard, x.cycle_us, x.cycle_n)
           x.ticket, x.standard, x.cycle_us, x.cycle_n, x.said_by, x.why, x.at, x.undo, x.recorded_at
    FROM excuse AS x
    WHERE x.source = $1 AND x.ticket = ANY ($2::text[])
    ORDER BY x.ticket, x.standard, x.cycle_us, x.cycle_n, x.excuse_id DESC
) AS e
WHERE NOT e.undo
