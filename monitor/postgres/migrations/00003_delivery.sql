-- +goose Up

-- No new group in a place before group_at.
ALTER TABLE place ADD COLUMN group_at timestamptz NOT NULL DEFAULT '-infinity';

-- A transition may be told in several places, and what waits may be told together: docs/adr/0016.
-- opening_id and group_id name alerts, too; they are no foreign keys, which a storm would check one by one.
ALTER TABLE alert
    DROP CONSTRAINT alert_transition_id_key,
    DROP CONSTRAINT alert_state_check,
    ADD CONSTRAINT alert_state_check
        CHECK (state IN ('held', 'pending', 'sending', 'unsure', 'sent', 'grouped', 'dropped', 'failed')),
    ADD COLUMN opening_id bigint, -- the alert whose message this one answers, or updates; null where it stands by itself
    ADD COLUMN group_id   bigint, -- the group that tells it, or of which it is a page
    ADD COLUMN held       boolean NOT NULL DEFAULT false, -- it was held back by quiet hours
    ADD COLUMN looking    boolean NOT NULL DEFAULT false, -- while sending: it is looked for, not sent
    ADD COLUMN doubtful   boolean NOT NULL DEFAULT false, -- it may have been sent, and was not found
    ADD COLUMN gone       boolean NOT NULL DEFAULT false, -- its message was deleted
    ADD COLUMN failures   integer NOT NULL DEFAULT 0;
ALTER TABLE alert
    -- Whether a group may tell it.
    ADD COLUMN groupable boolean NOT NULL GENERATED ALWAYS AS (
        action = 'post' AND transition_id IS NOT NULL AND NOT doubtful
        AND kind IN ('warning', 'missed', 'escalated', 'reminder')) STORED;
-- An update may be repeated freely, so that nothing about it is unsure.
UPDATE alert
SET state = 'pending'
WHERE action = 'update' AND state = 'unsure';

DROP INDEX alert_waiting;
DROP INDEX alert_due;
CREATE UNIQUE INDEX alert_told ON alert (transition_id, place) WHERE transition_id IS NOT NULL;
CREATE INDEX alert_pending ON alert (place, claimable_at, alert_id) WHERE state = 'pending' AND groupable;
CREATE INDEX alert_pending_held ON alert (place, claimable_at) WHERE state = 'pending' AND groupable AND held;
CREATE INDEX alert_pending_alone ON alert (place, action, claimable_at, alert_id) WHERE state = 'pending' AND NOT groupable;
CREATE INDEX alert_held ON alert (claimable_at) WHERE state = 'held';
CREATE INDEX alert_taken ON alert (place, claimable_at) WHERE state IN ('sending', 'unsure');
CREATE INDEX alert_failed ON alert (place) WHERE state = 'failed';
CREATE INDEX alert_group ON alert (group_id, alert_id) WHERE group_id IS NOT NULL;
-- What is to be updated waits once.
CREATE UNIQUE INDEX alert_touch ON alert (opening_id) WHERE state = 'pending' AND action = 'update' AND transition_id IS NULL;

-- What stands for a clock in a place, or is about to: messages that opened, and groups. alert_id is the clock's own
-- alert, message_id the one whose message it is: a later one of the place is the one to be answered.
CREATE VIEW standing AS
SELECT o.source, o.ticket, o.standard, o.cycle_us, o.cycle_n, o.place, o.alert_id, o.group_id,
       COALESCE(o.group_id, o.alert_id) AS message_id, COALESCE(g.claimable_at, '-infinity') AS rests_until
FROM alert AS o
LEFT JOIN alert AS g ON g.alert_id = o.group_id
WHERE o.ticket <> '' AND o.action = 'post' AND o.opening_id IS NULL AND NOT o.gone
  AND (o.state = 'sent' AND o.group_id IS NULL
       OR o.state = 'grouped' AND g.state IN ('pending', 'sending', 'unsure', 'sent') AND NOT g.gone);

-- +goose Down

DROP VIEW standing;
DROP INDEX alert_touch;
DROP INDEX alert_group;
DROP INDEX alert_failed;
DROP INDEX alert_taken;
DROP INDEX alert_held;
DROP INDEX alert_pending_alone;
DROP INDEX alert_pending_held;
DROP INDEX alert_pending;
DROP INDEX alert_told;
-- The program before knows no groups, and one place of a transition: what was told stays told, by the first place.
UPDATE alert AS a
SET state = CASE WHEN g.state = 'sent' THEN 'sent' WHEN g.state = 'failed' THEN 'failed' ELSE 'pending' END
FROM alert AS g
WHERE a.state = 'grouped' AND g.alert_id = a.group_id;
UPDATE alert
SET state = 'dropped', state_reason = 'its group or update is of a later program'
WHERE state IN ('pending', 'sending', 'unsure') AND (kind IN ('group', 'page', 'file') OR action = 'update' AND transition_id IS NULL);
UPDATE alert
SET state = 'pending'
WHERE state = 'held';
UPDATE alert AS a
SET transition_id = NULL
WHERE EXISTS (SELECT FROM alert AS b WHERE b.transition_id = a.transition_id AND b.alert_id < a.alert_id);
ALTER TABLE alert DROP COLUMN groupable;
ALTER TABLE alert
    DROP COLUMN opening_id,
    DROP COLUMN group_id,
    DROP COLUMN held,
    DROP COLUMN looking,
    DROP COLUMN doubtful,
    DROP COLUMN gone,
    DROP COLUMN failures,
    DROP CONSTRAINT alert_state_check,
    ADD CONSTRAINT alert_state_check CHECK (state IN ('pending', 'sending', 'unsure', 'sent', 'dropped', 'failed')),
    ADD CONSTRAINT alert_transition_id_key UNIQUE (transition_id);
CREATE INDEX alert_waiting ON alert (place, alert_id) WHERE state IN ('pending', 'sending', 'unsure');
CREATE INDEX alert_due ON alert (place, claimable_at) WHERE state IN ('pending', 'sending', 'unsure');
ALTER TABLE place DROP COLUMN group_at;
