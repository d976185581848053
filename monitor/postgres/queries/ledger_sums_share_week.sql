-- What ledger_sums_share.sql gives, of the week that begins on $1 while nothing of it waits to be folded: then each row is all of its
-- value, and how many values were missed how often tells which are asked for. $2 standards, null for all, $3 how many.
WITH often AS (
    SELECT standard, attribute, missed, sum(count(*)) OVER (PARTITION BY standard, attribute ORDER BY missed DESC) AS n
    FROM cell_share
    WHERE week = $1::date AND missed <> 0 AND ($2::text[] IS NULL OR standard = ANY ($2::text[]))
    GROUP BY standard, attribute, missed
)
SELECT c.standard, c.attribute, c.value, c.week, c.slots, c.counts, c.misses
FROM (SELECT standard, attribute, min(missed) AS missed
      FROM often
      WHERE n <= $3
      GROUP BY standard, attribute) AS o
CROSS JOIN LATERAL (
    SELECT s.standard, s.attribute, s.value, s.week, s.slots, s.counts, s.misses
    FROM cell_share AS s
    WHERE s.week = $1::date AND s.standard = o.standard AND s.attribute = o.attribute AND s.missed >= o.missed AND s.missed <> 0
    OFFSET 0
) AS c
