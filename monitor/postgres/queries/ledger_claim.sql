-- Claims at most one intent of each place whose pace allows it. The place's
-- row is locked first, so that two replicas never pace the same place twice;
-- the state and attempt seen are asked again where the intent is taken.
-- $1 lease in seconds, $2 limit, $3 pace in seconds, $4 how many posts may wait before a group tells them, 0 for any.
WITH pick AS (
    SELECT p.place, w.alert_id, w.state, w.attempt, w.transition_id, s.alert_id AS opening_id, s.group_id
    FROM place AS p
    CROSS JOIN LATERAL (
        -- In a storm what a group may tell waits for the next group.
        SELECT $4::integer > 0
           AND ((SELECT count(*)
                 FROM (SELECT FROM alert AS a
                       WHERE a.place = p.place AND a.state = 'pending' AND a.groupable AND a.claimable_at <= clock_timestamp()
                       LIMIT $4::integer + 1) AS few) > $4::integer
             OR (SELECT count(*)
                 FROM (SELECT FROM alert AS a
                       WHERE a.place = p.place AND a.state = 'pending' AND a.groupable AND a.held
                         AND a.claimable_at <= clock_timestamp()
                       LIMIT 2) AS few) > 1) AS storm
    ) AS weather
    CROSS JOIN LATERAL (
        SELECT f.alert_id, f.state, f.attempt, f.action, f.transition_id, f.source, f.ticket, f.standard, f.cycle_us, f.cycle_n
        FROM (
            (SELECT a.alert_id, a.state, a.attempt, a.action, a.claimable_at, a.transition_id,
                    a.source, a.ticket, a.standard, a.cycle_us, a.cycle_n, interval '1 minute' AS ahead
             FROM alert AS a
             WHERE NOT weather.storm
               AND a.place = p.place AND a.state = 'pending' AND a.groupable AND a.claimable_at <= clock_timestamp()
               -- A clock's messages leave in their order in each place: none before the one before it is settled.
               AND NOT EXISTS (
                   SELECT FROM alert AS b
                   WHERE (b.source, b.ticket, b.standard, b.cycle_us, b.cycle_n)
                         = (a.source, a.ticket, a.standard, a.cycle_us, a.cycle_n)
                     AND b.place = a.place AND b.alert_id <> a.alert_id
                     AND (b.action = 'post' AND b.state IN ('pending', 'sending', 'unsure') AND b.alert_id < a.alert_id
                          OR b.state = 'sending' AND b.claimable_at > clock_timestamp()))
             ORDER BY a.claimable_at, a.alert_id
             LIMIT 1)
            UNION ALL
            (SELECT a.alert_id, a.state, a.attempt, a.action, a.claimable_at, a.transition_id,
                    a.source, a.ticket, a.standard, a.cycle_us, a.cycle_n,
                    CASE WHEN a.kind IN ('summary', 'notice') THEN interval '1 minute' ELSE interval '0' END
             FROM alert AS a
             WHERE a.place = p.place AND a.state = 'pending' AND NOT a.groupable AND a.claimable_at <= clock_timestamp()
               AND (a.ticket = '' OR NOT EXISTS (
                   SELECT FROM alert AS b
                   WHERE (b.source, b.ticket, b.standard, b.cycle_us, b.cycle_n)
                         = (a.source, a.ticket, a.standard, a.cycle_us, a.cycle_n)
                     AND b.place = a.place AND b.alert_id <> a.alert_id
                     AND (b.action = 'post' AND b.state IN ('pending', 'sending', 'unsure') AND b.alert_id < a.alert_id
                          OR b.state = 'sending' AND b.claimable_at > clock_timestamp())))
               -- A group's pages and updates come after it, its pages in their order.
               AND (a.ticket <> '' OR a.opening_id IS NULL OR NOT EXISTS (
                   SELECT FROM alert AS b
                   WHERE b.alert_id = a.opening_id AND b.state IN ('pending', 'sending', 'unsure')))
               AND (a.kind NOT IN ('page', 'file') OR NOT EXISTS (
                   SELECT FROM alert AS b
                   WHERE b.group_id = a.group_id AND b.alert_id < a.alert_id AND b.kind = 'page'
                     AND b.state IN ('pending', 'sending', 'unsure')))
             ORDER BY a.action, a.claimable_at, a.alert_id
             LIMIT 1)
            UNION ALL
            -- An update that somebody died of is just done again.
            (SELECT a.alert_id, a.state, a.attempt, a.action, a.claimable_at, a.transition_id,
                    a.source, a.ticket, a.standard, a.cycle_us, a.cycle_n, interval '0'
             FROM alert AS a
             WHERE a.place = p.place AND a.state IN ('sending', 'unsure') AND a.action = 'update'
               AND a.claimable_at <= clock_timestamp()
             ORDER BY a.claimable_at
             LIMIT 1)
        ) AS f
        -- What presses, a summary and a notice go before answers to what has come to rest, and before pages, unless those wait for long.
        ORDER BY f.action, f.claimable_at - f.ahead, f.alert_id
        LIMIT 1
    ) AS w
    JOIN alert AS taken ON taken.alert_id = w.alert_id
    LEFT JOIN LATERAL (
        SELECT t.alert_id, t.group_id
        FROM standing AS t
        WHERE (t.source, t.ticket, t.standard, t.cycle_us, t.cycle_n)
              = (w.source, w.ticket, w.standard, w.cycle_us, w.cycle_n)
          AND t.place = p.place
        ORDER BY t.alert_id DESC
        LIMIT 1
    ) AS s ON w.ticket <> ''
    WHERE p.next_post_at <= clock_timestamp()
      -- A place that hangs must not take every sender; two, so that what a crash left claimed does not stop the place.
      AND (SELECT count(*) FROM alert AS s
           WHERE s.place = p.place AND s.state = 'sending' AND NOT s.looking AND s.claimable_at > clock_timestamp()) < 2
    ORDER BY p.next_post_at
    LIMIT $2
    -- Not against those who add alerts of the place: they lock it for its key. Nor is waited for who holds on to an alert.
    FOR NO KEY UPDATE OF p, taken SKIP LOCKED
), paced AS (
    UPDATE place AS p
    SET next_post_at = clock_timestamp() + make_interval(secs => $3::double precision)
    FROM pick
    WHERE p.place = pick.place
)
UPDATE alert AS a
SET state = 'sending', attempt = a.attempt + 1, claimed_at = COALESCE(a.claimed_at, clock_timestamp()), looking = false,
    claimable_at = clock_timestamp() + make_interval(secs => $1::double precision),
    -- What it answers is written down before it is sent: there it is looked for.
    opening_id = CASE WHEN a.transition_id IS NULL THEN a.opening_id
                      WHEN pick.group_id IS NULL THEN pick.opening_id END
FROM pick
WHERE a.alert_id = pick.alert_id AND a.state = pick.state AND a.attempt = pick.attempt
RETURNING a.alert_id, a.attempt, a.failures, a.action, a.place, a.kind, a.message, a.doubtful, a.claimed_at, a.opening_id,
          a.transition_id, a.source, a.ticket, a.standard, a.cycle_us, a.cycle_n,
          -- A group that stands for the clock is updated, but what presses anew is posted anew; by e-mail, where nothing can
          -- be updated, a warning, too.
          pick.group_id IS NOT NULL AND a.transition_id IS NOT NULL AND a.kind NOT IN ('missed', 'escalated', 'reminder')
              AND NOT (a.kind = 'warning' AND a.place LIKE 'mailto:%') AS fold,
          pick.group_id IS NOT NULL AND a.transition_id IS NOT NULL
              AND (a.kind IN ('missed', 'escalated', 'reminder') OR a.kind = 'warning' AND a.place LIKE 'mailto:%') AS beside
