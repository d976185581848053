SELECT standard, first_round_at, summed_at IS NULL AS unsummed
FROM connection
WHERE source = $1 AND standard = ANY ($2::text[])
ORDER BY standard
