-- The pages of group $1 and, where they have no room for all, a file: $2 clocks a page, $3 pages at most. A page is the
-- members between two of them, in their order, so that it is the same whenever it is asked for.
WITH latest AS (
    SELECT DISTINCT ON (source, ticket, standard, cycle_us, cycle_n)
           alert_id, COALESCE((message #>> '{alert,due_at}')::bigint, 0) AS due
    FROM alert
    WHERE group_id = $1 AND state = 'grouped' AND opening_id IS NULL
    ORDER BY source, ticket, standard, cycle_us, cycle_n, alert_id DESC
), ranked AS (
    SELECT alert_id, due, row_number() OVER (ORDER BY due, alert_id) AS n, count(*) OVER () AS total
    FROM latest
), page AS (
    SELECT (n - 1) / $2::bigint + 1 AS number, (array_agg(due ORDER BY n))[1] AS from_due, (array_agg(alert_id ORDER BY n))[1] AS from_id,
           (array_agg(due ORDER BY n DESC))[1] AS to_due, (array_agg(alert_id ORDER BY n DESC))[1] AS to_id,
           LEAST((max(total) + $2::bigint - 1) / $2::bigint, $3::bigint) AS pages, max(total) AS total
    FROM ranked
    WHERE n <= $2::bigint * $3::bigint
    GROUP BY 1
), part AS (
    SELECT number, 'page' AS kind, '/page/' || number AS suffix,
           jsonb_build_object('number', number, 'of', pages, 'from_due', from_due, 'from_id', from_id, 'to_due', to_due, 'to_id', to_id,
                              'more', CASE WHEN number = pages THEN GREATEST(total - $2::bigint * $3::bigint, 0) ELSE 0 END) AS content
    FROM page
    UNION ALL
    SELECT max(number) + 1, 'file', '/file', '{}'
    FROM page
    HAVING max(total) > $2::bigint * $3::bigint
)
INSERT INTO alert (key, source, ticket, standard, cycle_us, cycle_n, kind, action, route, place, message, opening_id, group_id)
SELECT g.key || p.suffix, '', '', '', 0, 0, p.kind, 'post', '', g.place,
       jsonb_build_object(p.kind, jsonb_build_object('key', g.key || p.suffix, 'group', g.key) || p.content), g.alert_id, g.alert_id
FROM part AS p
CROSS JOIN alert AS g
WHERE g.alert_id = $1
ORDER BY p.number
ON CONFLICT (key) DO NOTHING
