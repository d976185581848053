INSERT INTO connection (source, standard, first_round_at)
SELECT $1, standard, $3::timestamptz
FROM unnest($2::text[]) AS standard
ON CONFLICT (source, standard) DO NOTHING
