-- Adds the verdicts of clocks that are recorded, and not as of a later instant than $2, unless the last one given says
-- the same: then another replica was faster. The clocks are locked, so that serial has no gaps and no rivals, and
-- clock_timestamp() is later than that of the one before, which now() need not be.
INSERT INTO verdict (source, ticket, standard, cycle_us, cycle_n, serial, verdict, previous, reason, as_of, state, version,
                     target_row, due_at, stopped_at, elapsed_us, attributes, recorded_at)
SELECT $1, n.ticket, n.standard, n.cycle_us, n.cycle_n, COALESCE(l.serial + 1, 0), n.verdict, n.previous, n.reason, n.as_of,
       n.state, n.version, n.target_row, n.due_at, n.stopped_at, n.elapsed_us, n.attributes,
       clock_timestamp()
FROM unnest($3::text[], $4::text[], $5::bigint[], $6::integer[], $7::text[], $8::text[], $9::text[], $10::timestamptz[],
            $11::text[], $12::text[], $13::integer[], $14::timestamptz[], $15::timestamptz[], $16::bigint[], $17::text[])
     WITH ORDINALITY
     AS n (ticket, standard, cycle_us, cycle_n, verdict, previous, reason, as_of, state, version, target_row, due_at,
           stopped_at, elapsed_us, attributes, place)
LEFT JOIN LATERAL (
    SELECT v.serial, v.verdict, v.due_at, v.stopped_at
    FROM verdict AS v
    WHERE v.source = $1 AND v.ticket = n.ticket AND v.standard = n.standard AND v.cycle_us = n.cycle_us AND v.cycle_n = n.cycle_n
    ORDER BY v.serial DESC
    LIMIT 1
) AS l ON true
WHERE (SELECT c.as_of
       FROM clock AS c
       WHERE c.source = $1 AND c.ticket = n.ticket AND c.standard = n.standard AND c.cycle_us = n.cycle_us
         AND c.cycle_n = n.cycle_n) <= $2::timestamptz
  AND (l.serial IS NULL OR (l.verdict, l.due_at, l.stopped_at) IS DISTINCT FROM (n.verdict, n.due_at, n.stopped_at))
ORDER BY n.place
