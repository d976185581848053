-- The misses of the dates from $1 to before $2 under the standards $3 (null for all) by all that they have in common: of each standard
-- those of every ($5)th ticket, by chance, where $4 says that it is one of very many.
SELECT c.standard, c.attributes, c.start_hour AS hour, count(*) AS n
FROM clock AS c
LEFT JOIN unnest($4::text[], $5::bigint[]) AS many (standard, each) ON many.standard = c.standard
WHERE c.verdict = 'missed' AND c.fell_day >= $1::date AND c.fell_day < $2::date
  AND ($3::text[] IS NULL OR c.standard = ANY ($3::text[]))
  AND (many.each IS NULL OR hashtextextended(c.ticket, 0) % many.each = 0)
GROUP BY c.standard, c.attributes, c.start_hour
