-- Moves what was added up for the dates from $1 to before $2 to the one row of its key.
WITH gone AS (
    DELETE FROM cell_new
    WHERE day >= $1::date AND day < $2::date
    RETURNING day, standard, target, exceeded, met, missed, unknown, cancelled, cancelled_late, near, excused, open
)
INSERT INTO cell AS c (day, standard, target, exceeded, met, missed, unknown, cancelled, cancelled_late, near, excused, open)
SELECT day, standard, target, sum(exceeded), sum(met), sum(missed), sum(unknown), sum(cancelled), sum(cancelled_late), sum(near),
       sum(excused), sum(open)
FROM gone
GROUP BY day, standard, target
ON CONFLICT (day, standard, target) DO UPDATE
SET exceeded = c.exceeded + excluded.exceeded, met = c.met + excluded.met, missed = c.missed + excluded.missed,
    unknown = c.unknown + excluded.unknown, cancelled = c.cancelled + excluded.cancelled,
    cancelled_late = c.cancelled_late + excluded.cancelled_late, near = c.near + excluded.near,
    excused = c.excused + excluded.excused, open = c.open + excluded.open
