-- How the clocks of group $1 stand, by standard, those with the most late ones first.
WITH latest AS (
    SELECT DISTINCT ON (source, ticket, standard, cycle_us, cycle_n) source, ticket, standard, cycle_us, cycle_n, alert_id
    FROM alert
    WHERE group_id = $1 AND state = 'grouped' AND opening_id IS NULL
    ORDER BY source, ticket, standard, cycle_us, cycle_n, alert_id DESC
), stood AS (
    SELECT l.source, l.ticket, l.standard, l.alert_id, c.as_of,
           COALESCE(c.state, 'running') IN ('running', 'paused') AS open, COALESCE(c.verdict, 'open') = 'missed' AS late
    FROM latest AS l
    LEFT JOIN clock AS c USING (source, ticket, standard, cycle_us, cycle_n)
)
SELECT s.standard, COALESCE((SELECT m.message #>> '{alert,promise}' FROM alert AS m WHERE m.alert_id = max(s.alert_id)), '') AS promise,
       count(*) FILTER (WHERE s.open AND s.late) AS late, count(*) FILTER (WHERE s.open AND NOT s.late) AS at_risk,
       count(*) FILTER (WHERE NOT s.open) AS rested, max(s.as_of) AS as_of,
       (SELECT count(*) FROM (SELECT DISTINCT t.source, t.ticket FROM latest AS t) AS tickets) AS tickets
FROM stood AS s
GROUP BY s.standard
ORDER BY late DESC, at_risk DESC, s.standard
