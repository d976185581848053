-- An excuse of a clock counts until it is taken back.
UPDATE clock
SET excused = NOT $6
WHERE source = $1 AND ticket = $2 AND standard = $3 AND cycle_us = $4 AND cycle_n = $5
