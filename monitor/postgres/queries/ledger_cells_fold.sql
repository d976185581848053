-- Adds what was appended for the dates from $1 to before $2 to the one row of its key.
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
    INSERT INTO cell_time AS c (day, standard, target, kind, bucket, n)
    SELECT g.day, g.standard, g.target, k.kind, k.bucket, sum(g.n)
    FROM gone AS g
    CROSS JOIN LATERAL (VALUES
        ('took', g.took),
        ('late', g.late),
        ('start', CASE WHEN g.verdict IN ('exceeded', 'met', 'missed') THEN g.start_hour END),
        ('miss', CASE WHEN g.verdict = 'missed' THEN g.start_hour END)
    ) AS k (kind, bucket)
    WHERE k.bucket >= 0
    GROUP BY g.day, g.standard, g.target, k.kind, k.bucket
    HAVING sum(g.n) <> 0
    ON CONFLICT (day, standard, target, kind, bucket) DO UPDATE
    SET n = c.n + excluded.n
), shared AS (
    SELECT g.day, g.standard, g.verdict = 'missed' AS missed, g.n,
           CASE WHEN g.start_hour < 0 THEN -1 ELSE g.start_hour / 6 END AS part, json_each_text(g.attributes::json) AS pair
    FROM gone AS g
    WHERE g.verdict IN ('exceeded', 'met', 'missed') AND g.attributes <> '{}'
)
INSERT INTO cell_share AS c (day, standard, attribute, value, part, n, missed)
SELECT d.day, d.standard, d.attribute, d.value, d.part, d.n, d.missed
FROM (SELECT s.day, s.standard, (s.pair).key AS attribute, (s.pair).value AS value, s.part, sum(s.n) AS n,
             COALESCE(sum(s.n) FILTER (WHERE s.missed), 0) AS missed
      FROM shared AS s
      GROUP BY s.day, s.standard, (s.pair).key, (s.pair).value, s.part) AS d
WHERE (d.n, d.missed) <> (0, 0)
-- As the index has them: a table in another order is written all over.
ORDER BY d.standard, d.attribute, d.value COLLATE "C", d.day, d.part
ON CONFLICT (standard, attribute, value, day, part) DO UPDATE
SET n = c.n + excluded.n, missed = c.missed + excluded.missed
