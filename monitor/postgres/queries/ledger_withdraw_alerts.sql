-- What waits to be told of these transitions' clocks is dropped. What is
-- claimed, or may have been sent, is let be.
WITH stale AS (
    SELECT a.alert_id, n.stage
    FROM unnest($1::bigint[]) AS given (transition_id)
    JOIN transition AS n ON n.transition_id = given.transition_id
    CROSS JOIN LATERAL (
        SELECT w.alert_id
        FROM alert AS w
        WHERE w.source = n.source AND w.ticket = n.ticket AND w.standard = n.standard
          AND w.cycle_us = n.cycle_us AND w.cycle_n = n.cycle_n
          AND w.state IN ('held', 'pending') AND w.transition_id < n.transition_id
        OFFSET 0
    ) AS a
)
UPDATE alert AS a
SET state = 'dropped', state_reason = 'withdrawn: ' || stale.stage, settled_at = clock_timestamp()
FROM stale
WHERE a.alert_id = stale.alert_id AND a.state IN ('held', 'pending')
