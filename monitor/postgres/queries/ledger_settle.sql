-- $1 alert, $2 attempt, $3 state, $4 reason, $5 channel, $6 message, $7 seconds until it may be claimed again,
-- $8 seconds for which the place is left alone, $9 notifier, $10 doubtful, $11 blameless, $12 what was to be an answer
-- stands alone, $13 the message as it was told, $14 messages that were deleted, $15 seconds for which a group rests.
WITH settled AS (
    UPDATE alert
    -- An update that is to be tried again while another of the same message waits is that one.
    SET state = CASE WHEN $3 = 'pending' AND action = 'update' AND transition_id IS NULL AND EXISTS (
                         SELECT FROM alert AS other
                         WHERE other.opening_id = alert.opening_id AND other.state = 'pending' AND other.action = 'update'
                           AND other.transition_id IS NULL)
                     THEN 'dropped' ELSE $3 END,
        state_reason = $4, channel = $5, message_id = $6, notifier = $9, looking = false,
        doubtful = doubtful OR $10::boolean,
        failures = failures + CASE WHEN $3 IN ('pending', 'unsure') AND NOT $11::boolean THEN 1 ELSE 0 END,
        opening_id = CASE WHEN $12::boolean THEN NULL ELSE opening_id END,
        message = COALESCE($13::jsonb, message),
        claimable_at = clock_timestamp() + make_interval(secs =>
            CASE WHEN kind = 'group' AND $3 = 'sent' THEN $15::double precision ELSE $7::double precision END),
        settled_at = CASE WHEN $3 IN ('pending', 'unsure') THEN NULL ELSE clock_timestamp() END
    WHERE alert_id = $1 AND attempt = $2 AND state = 'sending'
    RETURNING place, kind, action, opening_id
), quiet AS (
    UPDATE place AS p
    SET next_post_at = GREATEST(p.next_post_at, clock_timestamp() + make_interval(secs => $8::double precision))
    FROM settled
    WHERE p.place = settled.place AND $8::double precision > 0
), gone AS (
    UPDATE alert AS o
    SET gone = true
    FROM settled
    WHERE o.alert_id = ANY ($14::bigint[])
), rests AS (
    UPDATE alert AS g
    SET claimable_at = clock_timestamp() + make_interval(secs => $15::double precision)
    FROM settled
    WHERE settled.kind = 'group' AND settled.action = 'update' AND g.alert_id = settled.opening_id
      AND g.alert_id <> ALL ($14::bigint[])
)
SELECT count(*) FROM settled
