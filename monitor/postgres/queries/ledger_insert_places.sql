INSERT INTO place (place)
SELECT DISTINCT place
FROM unnest($1::text[]) AS place
ORDER BY place
ON CONFLICT (place) DO NOTHING
