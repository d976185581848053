SELECT ticket, standard, cycle_us, cycle_n, said_by, why, at, undo, recorded_at
FROM excuse
WHERE source = $1 AND ticket = $2
ORDER BY excuse_id
