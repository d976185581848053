-- Up to $4 misses a standard of the dates from $1 to before $2, those that were late longest by $3 first: found by index alone.
SELECT w.source, w.ticket, w.standard, w.due_at, w.stopped_at, floor(extract(epoch FROM w.late))::bigint AS late_s, c.excused, c.attributes,
       c.subject
FROM (SELECT k.*, row_number() OVER (PARTITION BY k.standard ORDER BY k.late DESC, k.due_at, k.source, k.ticket, k.stopped_at, k.cycle_us, k.cycle_n) AS place
      FROM (SELECT source, ticket, standard, cycle_us, cycle_n, due_at, stopped_at,
                   COALESCE(stopped_at, $3::timestamptz) - due_at AS late
            FROM clock
            WHERE verdict = 'missed' AND fell_day >= $1::date AND fell_day < $2::date) AS k) AS w
CROSS JOIN LATERAL (
    SELECT o.excused, o.attributes, o.subject
    FROM clock AS o
    WHERE o.source = w.source AND o.ticket = w.ticket AND o.standard = w.standard AND o.cycle_us = w.cycle_us AND o.cycle_n = w.cycle_n
    OFFSET 0 -- one by one: they are few
) AS c
WHERE w.place <= $4
ORDER BY w.standard, w.place
