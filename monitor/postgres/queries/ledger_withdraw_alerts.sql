-- What waits to be told of these transitions' clocks is dropped. What is
-- claimed, or may have been sent, is let be.
UPDATE alert AS a
SET state = 'dropped', state_reason = 'withdrawn: ' || t.stage, settled_at = clock_timestamp()
FROM transition AS t
WHERE t.transition_id = ANY ($1::bigint[])
  AND (a.source, a.ticket, a.standard, a.cycle_us, a.cycle_n) = (t.source, t.ticket, t.standard, t.cycle_us, t.cycle_n)
  AND a.state = 'pending' AND a.transition_id < t.transition_id
