-- Moves what was added up for the dates from $1 to before $2 to the one row of its key.
WITH gone AS (
    DELETE FROM cell_time_new
    WHERE day >= $1::date AND day < $2::date
    RETURNING day, standard, target, kind, bucket, n
)
INSERT INTO cell_time AS c (day, standard, target, kind, bucket, n)
SELECT day, standard, target, kind, bucket, sum(n)
FROM gone
GROUP BY day, standard, target, kind, bucket
ON CONFLICT (day, standard, target, kind, bucket) DO UPDATE
SET n = c.n + excluded.n
