-- $1 epoch, $2 what the leader judges by.
UPDATE leader SET seen_at = clock_timestamp(), standards = $2 WHERE epoch = $1
