-- What waits in place $1 and a group speaks for is told by an update of the group: among them those of $2, claimed just now.
-- A warning is, once the group was sent: until then the group may yet leave its clock out. Not by e-mail, where nothing can
-- be updated. A claimed one that must wait goes back for $4 seconds. Gives the clocks, of up to $3 at a time.
WITH waiting AS (
    -- One by one, as the partial indexes are: else all that the place was ever told would be read. In this order, and not
    -- sorted: else a group would be looked for of all that wait.
    SELECT a.alert_id, a.kind, a.source, a.ticket, a.standard, a.cycle_us, a.cycle_n, true AS claimed
    FROM alert AS a
    WHERE a.alert_id = ANY ($2::bigint[])
    UNION ALL
    SELECT a.alert_id, a.kind, a.source, a.ticket, a.standard, a.cycle_us, a.cycle_n, false
    FROM alert AS a
    WHERE a.place = $1 AND a.state = 'pending' AND a.groupable AND a.kind = 'warning' AND a.place NOT LIKE 'mailto:%'
    UNION ALL
    SELECT a.alert_id, a.kind, a.source, a.ticket, a.standard, a.cycle_us, a.cycle_n, false
    FROM alert AS a
    WHERE a.place = $1 AND a.state = 'pending' AND NOT a.groupable AND NOT a.doubtful AND a.transition_id IS NOT NULL
), folded AS (
    SELECT w.alert_id, s.group_id, w.kind <> 'warning' OR s.sent AS speaks
    FROM waiting AS w
    CROSS JOIN LATERAL (
        SELECT t.group_id, (SELECT g.state = 'sent' FROM alert AS g WHERE g.alert_id = t.group_id) AS sent
        FROM standing AS t
        WHERE (t.source, t.ticket, t.standard, t.cycle_us, t.cycle_n)
              = (w.source, w.ticket, w.standard, w.cycle_us, w.cycle_n)
          AND t.place = $1
        ORDER BY t.alert_id DESC
        LIMIT 1
    ) AS s
    WHERE s.group_id IS NOT NULL AND (w.claimed OR w.kind <> 'warning' OR s.sent)
    LIMIT $3
), done AS (
    UPDATE alert AS a
    SET state = 'grouped', group_id = folded.group_id, opening_id = folded.group_id, settled_at = clock_timestamp()
    FROM folded
    WHERE a.alert_id = folded.alert_id AND folded.speaks AND (a.state = 'pending' OR a.alert_id = ANY ($2::bigint[]))
    RETURNING a.source, a.ticket, a.standard, a.cycle_us, a.cycle_n
), back AS (
    UPDATE alert AS a
    SET state = 'pending', claimable_at = clock_timestamp() + make_interval(secs => $4::double precision)
    WHERE a.alert_id = ANY ($2::bigint[]) AND NOT EXISTS (SELECT FROM folded WHERE folded.alert_id = a.alert_id AND folded.speaks)
)
SELECT source, ticket, standard, cycle_us, cycle_n
FROM done
