-- Histograms over the dates from $1 to before $2, each in one row: buckets, or hours of the week, and how many are in each.
SELECT t.standard, t.target, t.kind, array_agg(t.bucket) AS buckets, array_agg(t.n) AS counts
FROM (SELECT standard, target, kind, bucket, sum(n) AS n
      FROM cells_time
      WHERE day >= $1::date AND day < $2::date
      GROUP BY standard, target, kind, bucket
      HAVING sum(n) <> 0) AS t
GROUP BY t.standard, t.target, t.kind
