-- Claims posts that may have been sent, up to $3 of each of up to $2 places, for $1 seconds.
WITH near AS (
    SELECT p.place
    FROM place AS p
    WHERE EXISTS (SELECT FROM alert AS a
                  WHERE a.place = p.place AND a.state IN ('sending', 'unsure') AND a.action = 'post'
                    AND a.claimable_at <= clock_timestamp())
    ORDER BY p.place
    LIMIT $2
), pick AS (
    SELECT a.alert_id, a.state, a.attempt
    FROM near
    CROSS JOIN LATERAL (
        SELECT a.alert_id, a.state, a.attempt
        FROM alert AS a
        WHERE a.place = near.place AND a.state IN ('sending', 'unsure') AND a.action = 'post' AND a.claimable_at <= clock_timestamp()
        ORDER BY a.claimable_at
        LIMIT $3
        FOR UPDATE SKIP LOCKED
    ) AS a
)
UPDATE alert AS a
SET state = 'sending', attempt = a.attempt + 1, looking = true,
    claimable_at = clock_timestamp() + make_interval(secs => $1::double precision)
FROM pick
WHERE a.alert_id = pick.alert_id AND a.state = pick.state AND a.attempt = pick.attempt
RETURNING a.alert_id, a.attempt, a.failures, a.action, a.place, a.kind, a.message, a.doubtful, a.claimed_at, a.opening_id,
          a.transition_id, a.source, a.ticket, a.standard, a.cycle_us, a.cycle_n, false AS fold, false AS beside
