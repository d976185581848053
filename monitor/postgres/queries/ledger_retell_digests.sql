-- What of the digests $1, and of the files that follow them, was given up is told after all: it is looked for first.
UPDATE alert
SET state = 'unsure', failures = 0, claimable_at = clock_timestamp(), settled_at = NULL
WHERE (key = ANY ($1::text[]) OR key IN (SELECT k || '/pdf' FROM unnest($1::text[]) AS k)) AND state IN ('failed', 'dropped')
