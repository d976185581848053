SELECT standard, cycle_us, cycle_n, kind, n, said_by, at, until, recorded_at
FROM care
WHERE source = $1 AND ticket = $2
ORDER BY care_id
