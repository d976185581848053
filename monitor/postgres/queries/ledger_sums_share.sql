-- Of each attribute the values that were missed on the dates from $1 to before $2 under the standards $3 (null for all), up to $4 a
-- standard, with what was kept or missed of them by part of the week. The misses come by an index of their own, and only of the
-- values that are given the rest is looked up.
WITH missed AS (
    SELECT m.standard, m.attribute, m.value, sum(m.missed) AS missed
    FROM (SELECT standard, attribute, value, missed
          FROM cell_share
          WHERE day >= $1::date AND day < $2::date AND missed <> 0
          UNION ALL
          SELECT standard, attribute, value, missed
          FROM cell_share_added
          WHERE day >= $1::date AND day < $2::date AND missed <> 0) AS m
    WHERE $3::text[] IS NULL OR m.standard = ANY ($3::text[])
    GROUP BY m.standard, m.attribute, m.value
    HAVING sum(m.missed) > 0
), most AS MATERIALIZED (
    SELECT r.standard, r.attribute, r.value
    FROM (SELECT standard, attribute, value,
                 row_number() OVER (PARTITION BY standard, attribute ORDER BY missed DESC, value) AS place
          FROM missed) AS r
    WHERE r.place <= $4
), part AS (
    SELECT m.standard, m.attribute, m.value, s.part, s.n, s.missed
    FROM most AS m
    CROSS JOIN LATERAL (
        SELECT c.part, c.n, c.missed
        FROM cell_share AS c
        WHERE c.standard = m.standard AND c.attribute = m.attribute AND c.value = m.value
          AND c.day >= $1::date AND c.day < $2::date
        OFFSET 0 -- value by value: what a join would read is all of the period
    ) AS s
    UNION ALL
    SELECT m.standard, m.attribute, m.value, c.part, c.n, c.missed
    FROM most AS m
    JOIN cell_share_added AS c USING (standard, attribute, value)
    WHERE c.day >= $1::date AND c.day < $2::date
)
SELECT p.standard, p.attribute, p.value, array_agg(p.part) AS parts, array_agg(p.n) AS counts, array_agg(p.missed) AS missed
FROM (SELECT standard, attribute, value, part, sum(n) AS n, sum(missed) AS missed
      FROM part
      GROUP BY standard, attribute, value, part) AS p
GROUP BY p.standard, p.attribute, p.value
