-- Locks a place in which a group may be made now.
SELECT place
FROM place
WHERE place = $1 AND next_post_at <= clock_timestamp() AND group_at <= clock_timestamp()
FOR NO KEY UPDATE SKIP LOCKED
