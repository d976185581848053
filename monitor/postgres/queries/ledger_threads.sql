-- The messages in whose threads claims are looked for, also those that were deleted since.
SELECT m.alert_id, m.key, m.place, m.notifier, m.channel, m.message_id
FROM alert AS m
WHERE m.alert_id = ANY ($1::bigint[])
