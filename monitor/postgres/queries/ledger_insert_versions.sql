INSERT INTO version (standard, hash, effective_from, loaded_at, definition)
SELECT n.standard, n.hash, n.effective_from, n.loaded_at, n.definition
FROM unnest($1::text[], $2::text[], $3::timestamptz[], $4::timestamptz[], $5::text[]) WITH ORDINALITY
     AS n (standard, hash, effective_from, loaded_at, definition, place)
ORDER BY n.place
