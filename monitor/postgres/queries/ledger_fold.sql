-- What waits in place $1 and a group speaks for is told by an update of the group: among them those of $2, claimed just now.
-- Gives the clocks, of up to $3 at a time.
WITH folded AS (
    SELECT a.alert_id, s.group_id
    FROM alert AS a
    CROSS JOIN LATERAL (
        SELECT t.group_id
        FROM standing AS t
        WHERE (t.source, t.ticket, t.standard, t.cycle_us, t.cycle_n)
              = (a.source, a.ticket, a.standard, a.cycle_us, a.cycle_n)
          AND t.place = a.place
        ORDER BY t.alert_id DESC
        LIMIT 1
    ) AS s
    WHERE a.place = $1 AND a.transition_id IS NOT NULL AND a.kind NOT IN ('missed', 'escalated', 'reminder')
      AND s.group_id IS NOT NULL
      AND (a.state = 'pending' AND NOT a.doubtful OR a.alert_id = ANY ($2::bigint[]))
    ORDER BY a.alert_id = ANY ($2::bigint[]) DESC
    LIMIT $3
), done AS (
    UPDATE alert AS a
    SET state = 'grouped', group_id = folded.group_id, opening_id = folded.group_id, settled_at = clock_timestamp()
    FROM folded
    WHERE a.alert_id = folded.alert_id AND (a.state = 'pending' OR a.alert_id = ANY ($2::bigint[]))
    RETURNING a.source, a.ticket, a.standard, a.cycle_us, a.cycle_n
)
SELECT source, ticket, standard, cycle_us, cycle_n
FROM done
