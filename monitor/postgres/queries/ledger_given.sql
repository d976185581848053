-- What a check needs of the clocks that have a verdict; ticket by ticket, as the clocks are.
SELECT c.ticket, c.standard, c.cycle_us, c.cycle_n, c.version, c.target_row, c.verdict, c.reason, c.due_at, c.calendar
FROM unnest($2::text[]) AS wanted (ticket)
CROSS JOIN LATERAL (
    SELECT k.ticket, k.standard, k.cycle_us, k.cycle_n, k.version, k.target_row, k.verdict, k.reason, k.due_at, k.calendar
    FROM clock AS k
    WHERE k.source = $1 AND k.ticket = wanted.ticket AND k.as_of <= $3
      AND k.verdict IN ('exceeded', 'met', 'missed', 'cancelled', 'cancelled_late')
    OFFSET 0
) AS c
