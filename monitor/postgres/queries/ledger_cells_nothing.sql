-- Takes away what has come to nothing on the dates from $1 to before $2.
WITH share AS (
    DELETE FROM cell_share
    WHERE day >= $1::date AND day < $2::date AND n = 0 AND missed = 0
), bucket AS (
    DELETE FROM cell_time
    WHERE day >= $1::date AND day < $2::date AND n = 0
)
DELETE FROM cell
WHERE day >= $1::date AND day < $2::date
  AND (exceeded, met, missed, unknown, cancelled, cancelled_late, near, excused, open) = (0, 0, 0, 0, 0, 0, 0, 0, 0)
