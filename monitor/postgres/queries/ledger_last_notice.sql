-- The columns of the clock are those that no notice has, so that the index on them leads to few rows.
SELECT key
FROM alert
WHERE source = '' AND ticket = '' AND standard = '' AND cycle_us = 0 AND cycle_n = 0 AND kind = 'notice'
  AND EXISTS (SELECT FROM unnest($1::text[]) AS b (begins) WHERE starts_with(key, b.begins))
ORDER BY alert_id DESC
LIMIT 1
