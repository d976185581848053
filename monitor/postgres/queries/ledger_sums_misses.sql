-- The misses of the dates from $1 to before $2 under the standards $3 (null for all) by all that they have in common: of each standard
-- those of every ($5)th ticket, by chance, where $4 says that it is one of very many. Which they are is found by index alone.
SELECT m.standard, c.attributes, c.start_hour AS hour, count(*) AS n
FROM (SELECT k.source, k.ticket, k.standard, k.cycle_us, k.cycle_n
      FROM clock AS k
      LEFT JOIN unnest($4::text[], $5::bigint[]) AS many (standard, each) ON many.standard = k.standard
      WHERE k.verdict = 'missed' AND k.fell_day >= $1::date AND k.fell_day < $2::date
        AND ($3::text[] IS NULL OR k.standard = ANY ($3::text[]))
        AND (many.each IS NULL OR hashtextextended(k.ticket, 0) % many.each = 0)) AS m
CROSS JOIN LATERAL (
    SELECT o.attributes, o.start_hour
    FROM clock AS o
    WHERE o.source = m.source AND o.ticket = m.ticket AND o.standard = m.standard AND o.cycle_us = m.cycle_us AND o.cycle_n = m.cycle_n
    OFFSET 0 -- one by one: of very many they are few
) AS c
GROUP BY m.standard, c.attributes, c.start_hour
