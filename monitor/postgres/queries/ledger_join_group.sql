-- What waits in place $1 joins group $2, but for what comes after a message of its clock that is on its way.
WITH joined AS (
    UPDATE alert AS a
    SET state = 'grouped', group_id = $2, opening_id = NULL, settled_at = clock_timestamp()
    WHERE a.place = $1 AND a.state = 'pending' AND a.groupable AND a.claimable_at <= clock_timestamp()
      AND NOT EXISTS (
          SELECT FROM alert AS b
          WHERE b.place = $1 AND b.state IN ('sending', 'unsure')
            AND (b.source, b.ticket, b.standard, b.cycle_us, b.cycle_n)
                = (a.source, a.ticket, a.standard, a.cycle_us, a.cycle_n))
      AND NOT EXISTS (
          SELECT FROM alert AS b
          WHERE b.place = $1 AND b.state = 'pending' AND NOT b.groupable AND b.action = 'post' AND b.alert_id < a.alert_id
            AND (b.source, b.ticket, b.standard, b.cycle_us, b.cycle_n)
                = (a.source, a.ticket, a.standard, a.cycle_us, a.cycle_n))
    RETURNING a.held
)
SELECT count(*) AS members, count(*) FILTER (WHERE held) AS held
FROM joined
