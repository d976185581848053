-- What was last written for people about a clock; none where nothing was to be told of it.
SELECT a.message
FROM alert AS a
WHERE a.source = $1 AND a.ticket = $2 AND a.standard = $3 AND a.cycle_us = $4 AND a.cycle_n = $5 AND a.transition_id IS NOT NULL
ORDER BY a.alert_id DESC
LIMIT 1
