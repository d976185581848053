-- What quiet hours held back until now waits like everything else.
UPDATE alert
SET state = 'pending'
WHERE state = 'held' AND claimable_at <= clock_timestamp()
