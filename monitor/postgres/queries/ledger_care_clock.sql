-- Locked, so that a round that writes the clock and what is said of it come one after the other.
SELECT state
FROM clock
WHERE source = $1 AND ticket = $2 AND standard = $3 AND cycle_us = $4 AND cycle_n = $5
FOR UPDATE
