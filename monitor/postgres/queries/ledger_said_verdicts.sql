SELECT standard, cycle_us, cycle_n, verdict, previous, reason, as_of, state, version, target_row, due_at, stopped_at,
       elapsed_us, attributes, recorded_at
FROM verdict
WHERE source = $1 AND ticket = $2
ORDER BY recorded_at, standard, cycle_us, cycle_n, serial
