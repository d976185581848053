-- What an earlier round than the last one says of the changes is left out; a reconciliation may have been overtaken by
-- rounds, and has been one all the same.
INSERT INTO mark AS m (source, tickets_at, events_at, basis, round_at, reconciled_at)
VALUES ($1, $2::timestamptz, $3::timestamptz, $4, $5::timestamptz, $6::timestamptz)
ON CONFLICT (source) DO UPDATE
SET (tickets_at, events_at, basis, round_at) = (
        SELECT k.tickets_at, k.events_at, k.basis, k.round_at
        FROM (VALUES (m.tickets_at, m.events_at, m.basis, m.round_at, false),
                     (excluded.tickets_at, excluded.events_at, excluded.basis, excluded.round_at, true))
             AS k (tickets_at, events_at, basis, round_at, given)
        ORDER BY k.round_at DESC NULLS LAST, k.given DESC
        LIMIT 1),
    reconciled_at = GREATEST(m.reconciled_at, excluded.reconciled_at)
