-- Adds what was appended for the week from $1 to before $2 to the one row of its key.
WITH gone AS (
    DELETE FROM cell_new
    WHERE day >= $1::date AND day < $2::date
    RETURNING day, standard, target, verdict, open, excused, near, start_hour, took, late, attributes, n
), counted AS (
    INSERT INTO cell AS c (day, standard, target, exceeded, met, missed, unknown, cancelled, cancelled_late, near, excused, open)
    SELECT day, standard, target,
           COALESCE(sum(n) FILTER (WHERE verdict = 'exceeded'), 0), COALESCE(sum(n) FILTER (WHERE verdict = 'met'), 0),
           COALESCE(sum(n) FILTER (WHERE verdict = 'missed'), 0), COALESCE(sum(n) FILTER (WHERE verdict = 'unknown'), 0),
           COALESCE(sum(n) FILTER (WHERE verdict = 'cancelled'), 0), COALESCE(sum(n) FILTER (WHERE verdict = 'cancelled_late'), 0),
           COALESCE(sum(n) FILTER (WHERE near), 0), COALESCE(sum(n) FILTER (WHERE verdict = 'missed' AND excused), 0),
           COALESCE(sum(n) FILTER (WHERE verdict = 'missed' AND open), 0)
    FROM gone
    GROUP BY day, standard, target
    ON CONFLICT (day, standard, target) DO UPDATE
    SET exceeded = c.exceeded + excluded.exceeded, met = c.met + excluded.met, missed = c.missed + excluded.missed,
        unknown = c.unknown + excluded.unknown, cancelled = c.cancelled + excluded.cancelled,
        cancelled_late = c.cancelled_late + excluded.cancelled_late, near = c.near + excluded.near,
        excused = c.excused + excluded.excused, open = c.open + excluded.open
), timed AS (
    INSERT INTO cell_time AS c (day, standard, target, kind, buckets, counts)
    SELECT b.day, b.standard, b.target, b.kind, array_agg(b.bucket), array_agg(b.n)
    FROM (SELECT g.day, g.standard, g.target, k.kind, k.bucket, sum(g.n) AS n
          FROM gone AS g
          CROSS JOIN LATERAL (VALUES
              ('took', g.took),
              ('late', g.late),
              ('start', CASE WHEN g.verdict IN ('exceeded', 'met', 'missed') THEN g.start_hour END),
              ('miss', CASE WHEN g.verdict = 'missed' THEN g.start_hour END)
          ) AS k (kind, bucket)
          WHERE k.bucket >= 0
          GROUP BY g.day, g.standard, g.target, k.kind, k.bucket
          HAVING sum(g.n) <> 0) AS b
    GROUP BY b.day, b.standard, b.target, b.kind
    ON CONFLICT (day, standard, target, kind) DO UPDATE
    SET (buckets, counts) = (
        SELECT COALESCE(array_agg(m.bucket), '{}'), COALESCE(array_agg(m.n), '{}')
        FROM (SELECT u.bucket, sum(u.n) AS n
              FROM (SELECT * FROM unnest(c.buckets, c.counts)
                    UNION ALL
                    SELECT * FROM unnest(excluded.buckets, excluded.counts)) AS u (bucket, n)
              GROUP BY u.bucket
              HAVING sum(u.n) <> 0) AS m)
), pair AS (
    SELECT g.day, g.standard, g.verdict = 'missed' AS missed, g.n, g.start_hour, json_each_text(g.attributes::json) AS pair
    FROM gone AS g
    WHERE g.verdict IN ('exceeded', 'met', 'missed') AND g.attributes <> '{}'
), slot AS (
    SELECT p.standard, (p.pair).key AS attribute, (p.pair).value AS value,
           p.day - (extract(isodow FROM p.day)::integer - 1) AS week,
           (extract(isodow FROM p.day)::integer - 1) * 29 + CASE WHEN p.start_hour < 0 THEN 0 ELSE p.start_hour / 6 + 1 END AS slot,
           sum(p.n) AS n, COALESCE(sum(p.n) FILTER (WHERE p.missed), 0) AS missed
    FROM pair AS p
    GROUP BY 1, 2, 3, 4, 5
)
INSERT INTO cell_share AS c (standard, attribute, value, week, missed, slots, counts, misses)
SELECT s.standard, s.attribute, s.value, s.week, sum(s.missed), array_agg(s.slot), array_agg(s.n), array_agg(s.missed)
FROM slot AS s
WHERE (s.n, s.missed) <> (0, 0)
GROUP BY s.standard, s.attribute, s.value, s.week
-- As the index has them: what comes in another order is written all over it.
ORDER BY s.standard, s.attribute COLLATE "C", s.value COLLATE "C", s.week
ON CONFLICT (standard, attribute, value, week) DO UPDATE
SET (missed, slots, counts, misses) = (
    SELECT COALESCE(sum(m.missed), 0), COALESCE(array_agg(m.slot), '{}'), COALESCE(array_agg(m.n), '{}'), COALESCE(array_agg(m.missed), '{}')
    FROM (SELECT u.slot, sum(u.n) AS n, sum(u.missed) AS missed
          FROM (SELECT * FROM unnest(c.slots, c.counts, c.misses)
                UNION ALL
                SELECT * FROM unnest(excluded.slots, excluded.counts, excluded.misses)) AS u (slot, n, missed)
          GROUP BY u.slot
          HAVING (sum(u.n), sum(u.missed)) <> (0, 0)) AS m)
