SELECT count(*) AS known, min(at) AS at, COALESCE(sum(rows), 0) AS rows, COALESCE(sum(rows_set_aside), 0) AS rows_set_aside,
       COALESCE(sum(events), 0) AS events, COALESCE(sum(events_set_aside), 0) AS events_set_aside,
       COALESCE(sum(not_covered), 0) AS not_covered, COALESCE(sum(exempt), 0) AS exempt
FROM reading
WHERE source = ANY ($1::text[])
