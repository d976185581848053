UPDATE clock
SET attend_at = $6::timestamptz, next_at = LEAST(next_at, $6::timestamptz)
WHERE source = $1 AND ticket = $2 AND standard = $3 AND cycle_us = $4 AND cycle_n = $5
