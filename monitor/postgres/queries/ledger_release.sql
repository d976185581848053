-- What quiet hours held back until now waits like everything else; what somebody holds on to, the next time.
UPDATE alert AS a
SET state = 'pending'
FROM (SELECT h.alert_id
      FROM alert AS h
      WHERE h.state = 'held' AND h.claimable_at <= clock_timestamp()
      FOR NO KEY UPDATE SKIP LOCKED) AS over
WHERE a.alert_id = over.alert_id
