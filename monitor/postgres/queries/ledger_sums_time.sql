-- Histograms over the dates from $1 to before $2, in parts: buckets, or hours of the week, and how many are in each.
SELECT standard, target, kind, buckets, counts
FROM cell_time
WHERE day >= $1::date AND day < $2::date
UNION ALL
SELECT standard, target, kind, array_agg(bucket), array_agg(n)
FROM cell_time_added
WHERE day >= $1::date AND day < $2::date
GROUP BY standard, target, kind
