-- Moves what was added up for the dates from $1 to before $2 to the one row of its key.
WITH gone AS (
    DELETE FROM cell_share_new
    WHERE day >= $1::date AND day < $2::date
    RETURNING day, standard, attribute, value, part, n, missed
)
INSERT INTO cell_share AS c (day, standard, attribute, value, part, n, missed)
SELECT day, standard, attribute, value, part, sum(n), sum(missed)
FROM gone
GROUP BY day, standard, attribute, value, part
ON CONFLICT (standard, attribute, value, day, part) DO UPDATE
SET n = c.n + excluded.n, missed = c.missed + excluded.missed
