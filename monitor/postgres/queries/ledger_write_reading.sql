-- A reading that an older look found does not replace a newer one.
INSERT INTO reading AS r (source, at, rows, rows_set_aside, events, events_set_aside, not_covered, exempt)
VALUES ($1, $2::timestamptz, $3, $4, $5, $6, $7, $8)
ON CONFLICT (source) DO UPDATE
SET at = excluded.at, rows = excluded.rows, rows_set_aside = excluded.rows_set_aside, events = excluded.events,
    events_set_aside = excluded.events_set_aside, not_covered = excluded.not_covered, exempt = excluded.exempt
WHERE r.at <= excluded.at
