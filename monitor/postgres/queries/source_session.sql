-- What a reading transaction needs, by SET LOCAL so that it holds behind a transaction pooler too. Naive stamps are
-- shown as they are and others in UTC, whatever the role's defaults.
SELECT set_config('default_transaction_read_only', 'on', true),
       set_config('statement_timeout', $1, true),
       set_config('search_path', $2, true),
       set_config('TimeZone', 'UTC', true),
       set_config('DateStyle', 'ISO, YMD', true),
       set_config('IntervalStyle', 'postgres', true),
       set_config('bytea_output', 'hex', true)
