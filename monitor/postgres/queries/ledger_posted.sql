-- The messages that stand for the clock of an update, wherever they are.
SELECT p.key, p.place, p.notifier, p.channel, p.message_id
FROM alert AS u
JOIN alert AS p ON (p.source, p.ticket, p.standard, p.cycle_us, p.cycle_n)
                   = (u.source, u.ticket, u.standard, u.cycle_us, u.cycle_n)
WHERE u.alert_id = $1 AND p.alert_id < u.alert_id AND p.action = 'post' AND p.state = 'sent'
ORDER BY p.alert_id
