-- Locks the clocks of a batch that are there, in the order in which every batch locks them.
SELECT c.ticket
FROM unnest($2::text[], $3::text[], $4::bigint[], $5::integer[]) AS n (ticket, standard, cycle_us, cycle_n)
JOIN clock AS c ON c.source = $1 AND c.ticket = n.ticket AND c.standard = n.standard
                   AND c.cycle_us = n.cycle_us AND c.cycle_n = n.cycle_n
ORDER BY c.ticket, c.standard, c.cycle_us, c.cycle_n
FOR NO KEY UPDATE OF c
