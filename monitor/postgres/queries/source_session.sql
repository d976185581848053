-- What a reading transaction needs, by SET LOCAL so that it holds behind a transaction pooler too. Naive stamps are
-- shown as they are and others in UTC, whatever the role's defaults. The last two take one core of somebody else's server
-- at most, and give what is not ordered in the same order as far as may be, so that the same rows set aside are shown.
-- And what the server's clock shows, no later than the snapshot, and by how many seconds a replica is behind: not at all
-- while it receives and has replayed all that came, so that a server to which nothing is written does not seem to lag.
-- Every name says where it is, since the path that the role was given may lead elsewhere first.
SELECT pg_catalog.now(),
       CASE
           WHEN NOT pg_catalog.pg_is_in_recovery() THEN 0
           WHEN EXISTS (SELECT FROM pg_catalog.pg_stat_wal_receiver) AND pg_catalog.pg_last_wal_receive_lsn() OPERATOR(pg_catalog.=) pg_catalog.pg_last_wal_replay_lsn() THEN 0
           ELSE GREATEST(EXTRACT(EPOCH FROM pg_catalog.clock_timestamp() OPERATOR(pg_catalog.-) COALESCE(pg_catalog.pg_last_xact_replay_timestamp(), pg_catalog.pg_postmaster_start_time())), 0)
       END::pg_catalog.float8,
       pg_catalog.set_config('default_transaction_read_only', 'on', true),
       pg_catalog.set_config('statement_timeout', $1, true),
       pg_catalog.set_config('search_path', $2, true),
       pg_catalog.set_config('TimeZone', 'UTC', true),
       pg_catalog.set_config('DateStyle', 'ISO, YMD', true),
       pg_catalog.set_config('IntervalStyle', 'postgres', true),
       pg_catalog.set_config('bytea_output', 'hex', true),
       pg_catalog.set_config('max_parallel_workers_per_gather', '0', true),
       pg_catalog.set_config('synchronize_seqscans', 'off', true)
