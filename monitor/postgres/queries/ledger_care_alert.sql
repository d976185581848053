-- ticket is '' for what speaks of no one clock.
SELECT source, ticket, standard, cycle_us, cycle_n, message
FROM alert
WHERE alert_id = $1 AND ticket <> ''
