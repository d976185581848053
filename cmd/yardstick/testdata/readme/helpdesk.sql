-- A help desk for the README's example: Monday 2026-11-16 to Wednesday 2026-11-18 in Berlin, stamps in UTC.
CREATE TABLE tickets (
  id bigint PRIMARY KEY, subject text, customer text, priority text, team text,
  updated_at timestamp NOT NULL, created_at timestamp NOT NULL, replied_at timestamp, closed_at timestamp
);
INSERT INTO tickets (id, subject, customer, priority, team, updated_at, created_at, replied_at, closed_at) VALUES
  (4701, 'Invoice shows last year', 'Globex', 'normal', 'billing', '2026-11-17 10:20', '2026-11-16 08:05', '2026-11-16 08:50', '2026-11-17 10:20'),
  (4702, 'Cannot log in', 'Initech', 'urgent', 'frontline', '2026-11-16 09:40', '2026-11-16 09:00', '2026-11-16 09:20', '2026-11-16 09:40'),
  (4703, 'Printer on fire, third floor', 'ACME, Inc.', 'urgent', 'frontline', '2026-11-16 13:30', '2026-11-16 10:50', '2026-11-16 12:20', '2026-11-16 13:30'),
  (4704, 'New laptop', 'Hooli', 'normal', 'hardware', '2026-11-16 17:10', '2026-11-16 16:30', '2026-11-17 08:15', NULL),
  (4705, 'VPN drops every hour', 'Initech', 'high', 'network', '2026-11-17 09:02', '2026-11-17 07:30', '2026-11-17 09:02', '2026-11-18 07:40'),
  (4706, 'Cash register 3 prints blank receipts', 'Globex', 'normal', 'frontline', '2026-11-18 08:10', '2026-11-18 07:40', NULL, NULL),
  (4707, 'Question about the contract', 'Hooli', 'normal', 'billing', '2026-11-18 08:30', '2026-11-18 08:25', NULL, NULL),
  (4708, 'Site B is offline', 'ACME, Inc.', 'urgent', 'network', '2026-11-18 08:00', '2026-11-18 08:00', NULL, NULL);
