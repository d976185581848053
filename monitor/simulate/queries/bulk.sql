-- n tickets, the same ones each time: every choice is arithmetic on the id.
-- Created evenly over the two years before 2026-11-01; the newest are still
-- without a reply, a resolution or a close.
INSERT INTO bench_tickets (id, subject, customer, tier, priority, channel, team,
                           created_at, replied_at, resolved_at, closed_at, changed_at)
SELECT id,
       (ARRAY['Cannot log in since this morning', 'Invoice shows the wrong address', 'Label printer prints blank pages',
              'VPN drops every ten minutes', 'Order export is missing rows', 'Please reset my second factor',
              'Scanner in hall 3 does not charge'])[1 + id % 7] || ' #' || id,
       'Customer ' || lpad((dice % 400)::text, 3, '0'),
       (ARRAY['gold', 'standard', 'standard', 'standard', 'internal'])[1 + dice % 5],
       (ARRAY['low', 'normal', 'normal', 'normal', 'high', 'high', 'urgent'])[1 + dice % 7],
       (ARRAY['phone', 'email', 'web'])[1 + dice % 3],
       (ARRAY['hamburg', 'berlin', 'porto'])[1 + dice / 3 % 3],
       created_at,
       created_at + CASE WHEN id <= $1 * 0.995 THEN reply END,
       created_at + CASE WHEN id <= $1 * 0.98 THEN reply + work END,
       created_at + CASE WHEN id <= $1 * 0.97 THEN reply + work + interval '3 days' END,
       created_at + CASE WHEN id <= $1 * 0.97 THEN reply + work + interval '3 days'
                         WHEN id <= $1 * 0.98 THEN reply + work
                         WHEN id <= $1 * 0.995 THEN reply ELSE interval '0' END
FROM (SELECT id,
             dice,
             timestamptz '2026-11-01 00:00:00+00' - (1 - id::float8 / ($1 + 1)) * interval '730 days' AS created_at,
             -- most replies within two hours, every eighth later; most resolutions within three days
             make_interval(secs => 60 + dice % 7200 + (dice / 8 % 8 / 7) * (dice % 28800)) AS reply,
             make_interval(secs => 600 + dice % 259200) AS work
      FROM (SELECT id, id * 2654435761 % 1000003 AS dice FROM generate_series(1, $1::bigint) AS id) AS rolled) AS timed
