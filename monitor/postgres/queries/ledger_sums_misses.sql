-- The misses of the dates from $1 to before $2 by all that they have in common, under the standards $3, of which each has some: of each
-- standard those of every ($4)th ticket, by chance, so that of very many few are looked up. Which they are is found by index alone.
SELECT m.standard, c.attributes, c.start_hour AS hour, count(*) AS n
FROM unnest($3::text[], $4::bigint[]) AS m (standard, each)
CROSS JOIN LATERAL (
    SELECT k.source, k.ticket, k.cycle_us, k.cycle_n
    FROM clock AS k
    WHERE k.verdict = 'missed' AND k.standard = m.standard AND k.fell_day >= $1::date AND k.fell_day < $2::date
      AND (m.each = 1 OR hashtextextended(k.ticket, 0) % m.each = 0)
) AS w
CROSS JOIN LATERAL (
    SELECT o.attributes, o.start_hour
    FROM clock AS o
    WHERE o.source = w.source AND o.ticket = w.ticket AND o.standard = m.standard AND o.cycle_us = w.cycle_us AND o.cycle_n = w.cycle_n
    OFFSET 0 -- one by one
) AS c
GROUP BY m.standard, c.attributes, c.start_hour
