SELECT standard, day, sum(exceeded) AS exceeded, sum(met) AS met, sum(missed) AS missed, sum(unknown) AS unknown,
       sum(cancelled) AS cancelled, sum(cancelled_late) AS cancelled_late, sum(near) AS near, sum(excused) AS excused,
       sum(open) AS open
FROM cells
WHERE day >= $1::date AND day < $2::date
GROUP BY standard, day
ORDER BY standard, day
