-- What a reading transaction needs, by SET LOCAL so that it holds behind a transaction pooler too. Naive stamps are
-- shown as they are and others in UTC, whatever the role's defaults. The last two take one core of somebody else's server
-- at most, and give rows of one id in the same order each time, so that of duplicates always the same one is used.
-- And what the server's clock shows, no later than the snapshot.
SELECT now(),
       set_config('default_transaction_read_only', 'on', true),
       set_config('statement_timeout', $1, true),
       set_config('search_path', $2, true),
       set_config('TimeZone', 'UTC', true),
       set_config('DateStyle', 'ISO, YMD', true),
       set_config('IntervalStyle', 'postgres', true),
       set_config('bytea_output', 'hex', true),
       set_config('max_parallel_workers_per_gather', '0', true),
       set_config('synchronize_seqscans', 'off', true)
