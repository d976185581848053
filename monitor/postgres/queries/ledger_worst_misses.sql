-- Up to $4 misses a standard of the dates from $1 to before $2, those that were late longest by $3 first: found by index alone, standard by
-- standard, of which cells tell.
SELECT w.source, w.ticket, m.standard, w.due_at, w.stopped_at, floor(w.late)::bigint AS late_s, c.excused, c.attributes, c.subject
FROM (SELECT standard
      FROM cells
      WHERE day >= $1::date AND day < $2::date
      GROUP BY standard
      HAVING sum(missed) > 0) AS m
CROSS JOIN LATERAL (
    SELECT k.source, k.ticket, k.cycle_us, k.cycle_n, k.due_at, k.stopped_at,
           date_part('epoch', COALESCE(k.stopped_at, $3::timestamptz) - k.due_at) AS late
    FROM clock AS k
    WHERE k.verdict = 'missed' AND k.standard = m.standard AND k.fell_day >= $1::date AND k.fell_day < $2::date
    ORDER BY late DESC, k.due_at, k.source, k.ticket, k.stopped_at, k.cycle_us, k.cycle_n
    LIMIT $4
) AS w
CROSS JOIN LATERAL (
    SELECT o.excused, o.attributes, o.subject
    FROM clock AS o
    WHERE o.source = w.source AND o.ticket = w.ticket AND o.standard = m.standard AND o.cycle_us = w.cycle_us AND o.cycle_n = w.cycle_n
    OFFSET 0 -- one by one: they are few
) AS c
ORDER BY m.standard, w.late DESC, w.due_at, w.source, w.ticket, w.stopped_at, w.cycle_us, w.cycle_n
