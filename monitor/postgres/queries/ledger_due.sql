-- Each ticket once, at the first of its clocks to be looked at. The comparison is asked of each row of the index, which
-- gives them in order, so that the limit ends it however many are due.
SELECT c.ticket
FROM clock AS c
WHERE c.source = $1 AND c.next_at IS NOT NULL AND c.next_at <= $2::timestamptz AND c.ticket <> ALL ($3::text[])
  AND (c.standard, c.cycle_us, c.cycle_n) = (
      SELECT f.standard, f.cycle_us, f.cycle_n
      FROM clock AS f
      WHERE f.source = c.source AND f.ticket = c.ticket AND f.next_at IS NOT NULL
      ORDER BY f.next_at, f.standard, f.cycle_us, f.cycle_n
      LIMIT 1)
ORDER BY c.next_at
LIMIT $4
