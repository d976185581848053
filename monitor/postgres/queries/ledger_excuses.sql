-- The last word on each clock, where it is not that the excuse is taken back.
SELECT e.ticket, e.standard, e.cycle_us, e.cycle_n, e.said_by, e.why, e.at, e.undo, e.recorded_at
FROM (SELECT DISTINCT ON (ticket, standard, cycle_us, cycle_n)
             ticket, standard, cycle_us, cycle_n, said_by, why, at, undo, recorded_at
      FROM excuse
      WHERE source = $1
      ORDER BY ticket, standard, cycle_us, cycle_n, excuse_id DESC) AS e
WHERE NOT e.undo
ORDER BY e.ticket, e.standard, e.cycle_us, e.cycle_n
