-- A row that was judged as of a later instant is left as it is (the fence), and so is one that is the same. Either way
-- it is locked until the batch is written, so that what two replicas say of one clock is said one after the other.
-- Whatever a batch has computed, an open clock is looked at when what somebody said of it since runs out (attend_at).
INSERT INTO clock AS c (source, as_of, ticket, standard, cycle_us, cycle_n, ordinal, version, target_row, state, verdict,
                        reason, started_at, opens_at, due_at, desired_at, next_at, stopped_at, elapsed_us, calendar, baseline,
                        fell_day, start_hour, target, near, took, late, attributes, risk_at, subject, team, customer)
SELECT $1, $2::timestamptz, n.ticket, n.standard, n.cycle_us, n.cycle_n, n.ordinal, n.version, n.target_row, n.state,
       n.verdict, n.reason, n.started_at, n.opens_at, n.due_at, n.desired_at, n.next_at, n.stopped_at, n.elapsed_us,
       n.calendar, n.baseline, n.fell_day, n.start_hour, n.target, n.near, n.took, n.late, n.attributes, n.risk_at, n.subject,
       n.team, n.customer
FROM unnest($3::text[], $4::text[], $5::bigint[], $6::integer[], $7::integer[], $8::text[], $9::integer[],
            $10::text[], $11::text[], $12::text[], $13::timestamptz[], $14::timestamptz[], $15::timestamptz[],
            $16::timestamptz[], $17::timestamptz[], $18::timestamptz[], $19::bigint[], $20::text[], $21::text[],
            $22::date[], $23::smallint[], $24::text[], $25::boolean[], $26::smallint[], $27::smallint[], $28::text[],
            $29::timestamptz[], $30::text[], $31::text[], $32::text[])
     AS n (ticket, standard, cycle_us, cycle_n, ordinal, version, target_row, state, verdict, reason,
           started_at, opens_at, due_at, desired_at, next_at, stopped_at, elapsed_us, calendar, baseline,
           fell_day, start_hour, target, near, took, late, attributes, risk_at, subject, team, customer)
ON CONFLICT (source, ticket, standard, cycle_us, cycle_n) DO UPDATE
SET as_of = excluded.as_of, ordinal = excluded.ordinal, version = excluded.version, target_row = excluded.target_row,
    state = excluded.state, verdict = excluded.verdict, reason = excluded.reason,
    started_at = excluded.started_at, opens_at = excluded.opens_at, due_at = excluded.due_at,
    desired_at = excluded.desired_at,
    next_at = CASE WHEN c.attend_at > excluded.as_of AND excluded.state IN ('running', 'paused')
                   THEN LEAST(excluded.next_at, c.attend_at) ELSE excluded.next_at END,
    stopped_at = excluded.stopped_at,
    elapsed_us = excluded.elapsed_us, calendar = excluded.calendar, baseline = excluded.baseline,
    fell_day = excluded.fell_day, start_hour = excluded.start_hour, target = excluded.target, near = excluded.near,
    took = excluded.took, late = excluded.late, attributes = excluded.attributes, risk_at = excluded.risk_at,
    subject = excluded.subject, team = excluded.team, customer = excluded.customer
WHERE c.as_of <= excluded.as_of
  AND (c.ordinal, c.version, c.target_row, c.state, c.verdict, c.reason, c.started_at, c.opens_at, c.due_at,
       c.desired_at, c.next_at, c.stopped_at, c.elapsed_us, c.calendar, c.baseline,
       c.fell_day, c.start_hour, c.target, c.near, c.took, c.late, c.attributes, c.risk_at, c.subject, c.team, c.customer)
      IS DISTINCT FROM
      (excluded.ordinal, excluded.version, excluded.target_row, excluded.state, excluded.verdict, excluded.reason,
       excluded.started_at, excluded.opens_at, excluded.due_at, excluded.desired_at,
       CASE WHEN c.attend_at > excluded.as_of AND excluded.state IN ('running', 'paused')
            THEN LEAST(excluded.next_at, c.attend_at) ELSE excluded.next_at END,
       excluded.stopped_at, excluded.elapsed_us, excluded.calendar, excluded.baseline,
       excluded.fell_day, excluded.start_hour, excluded.target, excluded.near, excluded.took, excluded.late,
       excluded.attributes, excluded.risk_at, excluded.subject, excluded.team, excluded.customer)
