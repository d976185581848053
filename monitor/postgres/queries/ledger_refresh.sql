-- What is known of members of group $1, claimed at attempt $2: $3 ids, $4 why they are dropped, $5 seconds for which they
-- wait again, $6 messages, null where they stay. Counts the claim if it is still ours.
WITH ours AS (
    SELECT alert_id
    FROM alert
    WHERE alert_id = $1 AND attempt = $2 AND state = 'sending'
    FOR UPDATE
), done AS (
    UPDATE alert AS m
    SET state = CASE WHEN n.reason <> '' THEN 'dropped' WHEN n.back > 0 THEN 'pending' ELSE m.state END,
        state_reason = n.reason,
        group_id = CASE WHEN n.back > 0 AND n.reason = '' THEN NULL ELSE m.group_id END,
        settled_at = CASE WHEN n.back > 0 AND n.reason = '' THEN NULL ELSE clock_timestamp() END,
        claimable_at = clock_timestamp() + make_interval(secs => n.back),
        message = COALESCE(n.message, m.message)
    FROM ours
    CROSS JOIN unnest($3::bigint[], $4::text[], $5::double precision[], $6::jsonb[]) AS n (alert_id, reason, back, message)
    -- Found by id: by the group all of its members would be.
    WHERE m.alert_id = n.alert_id AND m.group_id IS NOT DISTINCT FROM ours.alert_id AND m.state = 'grouped'
)
SELECT count(*) FROM ours
