-- Up to $4 misses a standard of the dates from $1 to before $2, those that were late longest by $3 first.
SELECT w.source, w.ticket, w.standard, w.due_at, w.stopped_at, w.late_s, w.excused, w.attributes, w.subject
FROM (SELECT source, ticket, standard, due_at, stopped_at, excused, attributes, subject,
             floor(extract(epoch FROM COALESCE(stopped_at, $3::timestamptz) - due_at))::bigint AS late_s,
             row_number() OVER (PARTITION BY standard
                                ORDER BY COALESCE(stopped_at, $3::timestamptz) - due_at DESC, source, ticket, cycle_us, cycle_n) AS place
      FROM clock
      WHERE verdict = 'missed' AND fell_day >= $1::date AND fell_day < $2::date) AS w
WHERE w.place <= $4
ORDER BY w.standard, w.place
