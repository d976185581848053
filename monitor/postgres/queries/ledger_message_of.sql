SELECT message
FROM alert
WHERE alert_id = $1
