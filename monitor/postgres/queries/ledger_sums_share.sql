-- Of each attribute the values that were missed on the dates from $1 to before $2 under the standards $3 (null for all), up to $4 a
-- standard and none that was missed as often as one that is left out, with what was kept or missed of them by week and slot: of the weeks of these dates, also where they begin earlier or end
-- later. The misses come by an index of their own, and only of the values that are given the rest is looked up.
WITH missed AS MATERIALIZED (
    SELECT m.standard, m.attribute, m.value, sum(m.missed) AS missed
    FROM (SELECT standard, attribute, value, missed
          FROM cell_share
          WHERE week >= $1::date AND week <= $2::date - 7 AND missed <> 0
          UNION ALL
          SELECT c.standard, c.attribute, c.value, u.missed
          FROM cell_share AS c
          CROSS JOIN LATERAL unnest(c.slots, c.misses) AS u (slot, missed)
          WHERE c.week > $1::date - 7 AND c.week < $2::date AND (c.week < $1::date OR c.week > $2::date - 7) AND c.missed <> 0
            AND c.week + u.slot / 29 >= $1::date AND c.week + u.slot / 29 < $2::date
          UNION ALL
          SELECT standard, attribute, value, missed
          FROM cell_share_added
          WHERE day >= $1::date AND day < $2::date AND missed <> 0) AS m
    WHERE $3::text[] IS NULL OR m.standard = ANY ($3::text[])
    GROUP BY m.standard, m.attribute, m.value
    HAVING sum(m.missed) > 0
), often AS ( -- How many values were missed so often or more; that is little to sort.
    SELECT o.standard, o.attribute, o.missed, sum(o.n) OVER (PARTITION BY o.standard, o.attribute ORDER BY o.missed DESC) AS n
    FROM (SELECT standard, attribute, missed, count(*) AS n
          FROM missed
          GROUP BY standard, attribute, missed) AS o
), most AS MATERIALIZED (
    SELECT m.standard, m.attribute, m.value
    FROM missed AS m
    JOIN often AS o USING (standard, attribute, missed)
    WHERE o.n <= $4
)
SELECT m.standard, m.attribute, m.value, s.week, s.slots, s.counts, s.misses
FROM most AS m
CROSS JOIN LATERAL (
    SELECT c.week, c.slots, c.counts, c.misses
    FROM cell_share AS c
    WHERE c.standard = m.standard AND c.attribute = m.attribute AND c.value = m.value
      AND c.week > $1::date - 7 AND c.week < $2::date
    OFFSET 0 -- value by value: what a join would read is all of the period
) AS s
UNION ALL
SELECT m.standard, m.attribute, m.value, c.week, array_agg(c.slot), array_agg(c.n), array_agg(c.missed)
FROM most AS m
JOIN cell_share_added AS c USING (standard, attribute, value)
WHERE c.day >= $1::date AND c.day < $2::date
GROUP BY m.standard, m.attribute, m.value, c.week
