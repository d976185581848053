-- Takes away what has come to nothing in the week from $1 to before $2.
WITH share AS (
    DELETE FROM cell_share
    WHERE week = $1::date AND slots = '{}'
), bucket AS (
    DELETE FROM cell_time
    WHERE day >= $1::date AND day < $2::date AND buckets = '{}'
)
DELETE FROM cell
WHERE day >= $1::date AND day < $2::date
  AND (exceeded, met, missed, unknown, cancelled, cancelled_late, near, excused, open) = (0, 0, 0, 0, 0, 0, 0, 0, 0)
