-- Claims at most one intent of each place whose pace allows it. The place's
-- row is locked first, so that two replicas never pace the same place twice;
-- the state and attempt seen are asked again where the intent is taken.
-- $1 lease in seconds, $2 limit, $3 pace in seconds.
WITH pick AS (
    SELECT p.place, w.alert_id, w.state, w.attempt
    FROM place AS p
    CROSS JOIN LATERAL (
        SELECT a.alert_id, a.state, a.attempt
        FROM alert AS a
        WHERE a.place = p.place AND a.state IN ('pending', 'sending', 'unsure') AND a.claimable_at <= clock_timestamp()
          AND (a.ticket = '' OR NOT EXISTS (
              -- A clock's messages leave in their order: none before the one before it is settled.
              SELECT FROM alert AS b
              WHERE (b.source, b.ticket, b.standard, b.cycle_us, b.cycle_n)
                    = (a.source, a.ticket, a.standard, a.cycle_us, a.cycle_n)
                AND b.alert_id < a.alert_id AND b.state IN ('pending', 'sending', 'unsure')))
        ORDER BY a.alert_id
        LIMIT 1
    ) AS w
    WHERE p.next_post_at <= clock_timestamp()
      -- A place that hangs must not take every sender; two, so that what a crash left claimed does not stop the place.
      AND (SELECT count(*) FROM alert AS s
           WHERE s.place = p.place AND s.state = 'sending' AND s.claimable_at > clock_timestamp()) < 2
    ORDER BY p.next_post_at
    LIMIT $2
    FOR UPDATE OF p SKIP LOCKED
), paced AS (
    UPDATE place AS p
    SET next_post_at = clock_timestamp() + make_interval(secs => $3::double precision)
    FROM pick
    WHERE p.place = pick.place
)
UPDATE alert AS a
SET state = 'sending', attempt = a.attempt + 1, claimed_at = COALESCE(a.claimed_at, clock_timestamp()),
    claimable_at = clock_timestamp() + make_interval(secs => $1::double precision)
FROM pick
WHERE a.alert_id = pick.alert_id AND a.state = pick.state AND a.attempt = pick.attempt
RETURNING a.alert_id, a.attempt, a.action, a.place, a.message, pick.state <> 'pending' AS look, a.claimed_at
