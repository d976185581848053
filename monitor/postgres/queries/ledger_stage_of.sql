-- The stages that the claims $1 tell.
SELECT a.alert_id, t.stage, t.episode
FROM alert AS a
JOIN transition AS t USING (transition_id)
WHERE a.alert_id = ANY ($1::bigint[])
