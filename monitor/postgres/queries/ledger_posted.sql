-- The messages to be updated or answered by each of the claims $1. The last one of a claim is the one that it answers.
-- Of a clock it is all that stand for it in the place, of a group's page the group.
SELECT c.alert_id AS claim_id, m.alert_id, m.key, m.place, m.notifier, m.channel, m.message_id
FROM alert AS c
JOIN LATERAL (
    SELECT s.message_id AS alert_id
    FROM standing AS s
    WHERE c.ticket <> '' AND (c.opening_id IS NOT NULL OR c.action = 'update')
      AND (s.source, s.ticket, s.standard, s.cycle_us, s.cycle_n)
          = (c.source, c.ticket, c.standard, c.cycle_us, c.cycle_n)
      AND s.place = c.place AND s.group_id IS NULL
    UNION
    SELECT c.opening_id
    WHERE c.ticket = '' AND c.opening_id IS NOT NULL
) AS t ON true
JOIN alert AS m ON m.alert_id = t.alert_id
WHERE c.alert_id = ANY ($1::bigint[]) AND m.state = 'sent' AND NOT m.gone
ORDER BY c.alert_id, m.alert_id
