-- A group is born claimed. Its key is of no count, which two ledgers could share. $1 place, $2 lease in seconds.
INSERT INTO alert (key, source, ticket, standard, cycle_us, cycle_n, kind, action, route, place, message, state, attempt,
                   claimed_at, claimable_at)
SELECT k.key, '', '', '', 0, 0, 'group', 'post', '', $1, jsonb_build_object('group', jsonb_build_object('key', k.key)),
       'sending', 1, clock_timestamp(), clock_timestamp() + make_interval(secs => $2::double precision)
FROM (SELECT 'group/' || gen_random_uuid() AS key) AS k
RETURNING alert_id
