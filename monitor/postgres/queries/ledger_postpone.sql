-- What waits in place $1 but comes after a message of its clock that is on its way, or waits itself, counts to no storm for $2 seconds: it
-- could neither be grouped nor told by itself, and would keep the others from both.
WITH ahead AS (
    SELECT b.source, b.ticket, b.standard, b.cycle_us, b.cycle_n, 0 AS alert_id
    FROM alert AS b
    WHERE b.place = $1 AND b.state IN ('sending', 'unsure') AND b.ticket <> ''
    UNION ALL
    SELECT b.source, b.ticket, b.standard, b.cycle_us, b.cycle_n, b.alert_id
    FROM alert AS b
    WHERE b.place = $1 AND b.state = 'pending' AND NOT b.groupable AND b.action = 'post' AND b.ticket <> ''
    UNION ALL
    SELECT b.source, b.ticket, b.standard, b.cycle_us, b.cycle_n, b.alert_id
    FROM alert AS b
    WHERE b.place = $1 AND b.state = 'pending' AND b.groupable AND b.claimable_at > clock_timestamp()
)
UPDATE alert AS a
SET claimable_at = clock_timestamp() + make_interval(secs => $2::double precision)
FROM ahead
WHERE (a.source, a.ticket, a.standard, a.cycle_us, a.cycle_n)
      = (ahead.source, ahead.ticket, ahead.standard, ahead.cycle_us, ahead.cycle_n)
  AND a.place = $1 AND a.state = 'pending' AND a.groupable AND a.claimable_at <= clock_timestamp() AND a.alert_id > ahead.alert_id
