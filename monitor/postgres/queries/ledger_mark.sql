SELECT tickets_at, events_at, basis, round_at, reconciled_at
FROM mark
WHERE source = $1
