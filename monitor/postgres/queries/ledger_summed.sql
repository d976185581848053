UPDATE connection
SET summed_at = $3::timestamptz
WHERE source = $1 AND standard = ANY ($2::text[]) AND summed_at IS NULL
