-- A group as it was claimed.
SELECT a.alert_id, a.attempt, a.failures, a.action, a.place, a.kind, a.message, a.doubtful, a.claimed_at, a.opening_id,
       a.transition_id, a.source, a.ticket, a.standard, a.cycle_us, a.cycle_n, false AS fold, false AS beside
FROM alert AS a
WHERE a.alert_id = $1
