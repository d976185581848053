-- Ends the session that holds the lock, if it has shown nothing for a while: a leader's does something at each beat. Where
-- the server does not say what sessions do, the row tells of the session that wrote it. $1 seconds.
SELECT pg_terminate_backend(l.pid)
FROM pg_locks AS l
LEFT JOIN pg_stat_activity AS a ON a.pid = l.pid
LEFT JOIN leader AS r ON r.pid = l.pid
WHERE l.locktype = 'advisory' AND l.granted AND l.objsubid = 1
  AND l.database = (SELECT d.oid FROM pg_database AS d WHERE d.datname = current_database())
  AND (l.classid::bigint << 32) | l.objid::bigint = hashtextextended('yardstick leader of ' || current_schema(), 0)
  AND COALESCE(a.state_change, r.seen_at) < clock_timestamp() - make_interval(secs => $1::double precision)
