-- Ten events for each of the tickets 1 to $1, the same ones each time, in about the order of time in which a desk writes
-- them: the events of one ticket lie scattered among those of its neighbours. Every fifth ticket is reopened.
INSERT INTO bench_events (ticket_id, seq, at, kind, author, public, changed_at)
SELECT id, seq, at, kind, author, public, at
FROM (SELECT id,
             step AS seq,
             timestamptz '2026-11-01 00:00:00+00' - (1 - id::float8 / ($1::bigint + 1)) * interval '730 days'
                 + step * make_interval(secs => 600 + id * 2654435761 % 1000003 % 14400) AS at,
             CASE WHEN step = 9 AND id % 5 = 0 THEN 'reopened'
                  ELSE (ARRAY['created', 'assigned', 'answered', 'waiting', 'customer_replied',
                              'noted', 'waiting', 'customer_replied', 'done', 'archived'])[1 + step] END AS kind,
             (ARRAY['customer', 'bot', 'agent', 'agent', 'customer', 'agent', 'agent', 'customer', 'agent', 'bot'])[1 + step] AS author,
             step NOT IN (1, 5, 9) AS public
      FROM (SELECT slot - step * (1 + $1::bigint / 8000) AS id, step
            FROM (SELECT slot, generate_series(0, 9) AS step
                  FROM generate_series(1, $1::bigint + 9 * (1 + $1::bigint / 8000)) AS slot) AS written) AS spread
      WHERE id BETWEEN 1 AND $1::bigint) AS timed
