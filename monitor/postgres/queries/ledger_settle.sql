-- $1 alert, $2 attempt, $3 state, $4 reason, $5 channel, $6 message, $7 seconds until it may be claimed again,
-- $8 seconds for which the place is left alone, $9 notifier.
WITH settled AS (
    UPDATE alert
    SET state = $3, state_reason = $4, channel = $5, message_id = $6, notifier = $9,
        claimable_at = clock_timestamp() + make_interval(secs => $7::double precision),
        settled_at = CASE WHEN $3 IN ('pending', 'unsure') THEN NULL ELSE clock_timestamp() END
    WHERE alert_id = $1 AND attempt = $2 AND state = 'sending'
    RETURNING place
), quiet AS (
    UPDATE place AS p
    SET next_post_at = GREATEST(p.next_post_at, clock_timestamp() + make_interval(secs => $8::double precision))
    FROM settled
    WHERE p.place = settled.place AND $8::double precision > 0
)
SELECT count(*) FROM settled
