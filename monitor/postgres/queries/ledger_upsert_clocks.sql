INSERT INTO clock AS c (source, ticket, standard, cycle_us, cycle_n, ordinal, version, target_row, state, verdict,
                        reason, started_at, opens_at, due_at, desired_at, next_at, stopped_at, elapsed_us, baseline)
SELECT $1, n.ticket, n.standard, n.cycle_us, n.cycle_n, n.ordinal, n.version, n.target_row, n.state, n.verdict,
       n.reason, n.started_at, n.opens_at, n.due_at, n.desired_at, n.next_at, n.stopped_at, n.elapsed_us, n.baseline
FROM unnest($2::text[], $3::text[], $4::bigint[], $5::integer[], $6::integer[], $7::text[], $8::integer[],
            $9::text[], $10::text[], $11::text[], $12::timestamptz[], $13::timestamptz[], $14::timestamptz[],
            $15::timestamptz[], $16::timestamptz[], $17::timestamptz[], $18::bigint[], $19::text[])
     AS n (ticket, standard, cycle_us, cycle_n, ordinal, version, target_row, state, verdict, reason,
           started_at, opens_at, due_at, desired_at, next_at, stopped_at, elapsed_us, baseline)
ON CONFLICT (source, ticket, standard, cycle_us, cycle_n) DO UPDATE
SET ordinal = excluded.ordinal, version = excluded.version, target_row = excluded.target_row,
    state = excluded.state, verdict = excluded.verdict, reason = excluded.reason,
    started_at = excluded.started_at, opens_at = excluded.opens_at, due_at = excluded.due_at,
    desired_at = excluded.desired_at, next_at = excluded.next_at, stopped_at = excluded.stopped_at,
    elapsed_us = excluded.elapsed_us, baseline = excluded.baseline
WHERE (c.ordinal, c.version, c.target_row, c.state, c.verdict, c.reason, c.started_at, c.opens_at, c.due_at,
       c.desired_at, c.next_at, c.stopped_at, c.elapsed_us, c.baseline)
      IS DISTINCT FROM
      (excluded.ordinal, excluded.version, excluded.target_row, excluded.state, excluded.verdict, excluded.reason,
       excluded.started_at, excluded.opens_at, excluded.due_at, excluded.desired_at, excluded.next_at,
       excluded.stopped_at, excluded.elapsed_us, excluded.baseline)
