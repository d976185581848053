-- +goose Up

-- What people said of a clock from its messages: that they look after it, or want no warnings of it. The last row of a
-- kind counts. Rows are only ever added.
CREATE TABLE care (
    care_id     bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    source      text COLLATE "C" NOT NULL,
    ticket      text COLLATE "C" NOT NULL,
    standard    text COLLATE "C" NOT NULL,
    cycle_us    bigint           NOT NULL,
    cycle_n     integer          NOT NULL,
    kind        text COLLATE "C" NOT NULL CHECK (kind IN ('acknowledge', 'snooze')),
    n           integer          NOT NULL, -- counts those of a kind of one clock from 1
    said_by     text             NOT NULL, -- as shown
    said_id     text             NOT NULL, -- as the service knows them
    at          timestamptz      NOT NULL,
    until       timestamptz      NOT NULL,
    request     text COLLATE "C" NOT NULL UNIQUE, -- the same click twice is once
    recorded_at timestamptz      NOT NULL DEFAULT clock_timestamp(),
    UNIQUE (source, ticket, standard, cycle_us, cycle_n, kind, n)
);
CREATE TRIGGER care_is_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON care
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- The click by which something was excused; null for one by command.
ALTER TABLE excuse ADD COLUMN request text COLLATE "C" UNIQUE;

-- When an acknowledgement runs out, so that the clock is looked at then, whatever a round that began before it writes.
ALTER TABLE clock ADD COLUMN attend_at timestamptz;
-- What is late or at risk now, among all that ever was.
CREATE INDEX clock_pressing ON clock (due_at) WHERE state IN ('running', 'paused') AND due_at IS NOT NULL;

-- +goose Down

DROP INDEX clock_pressing;
ALTER TABLE clock DROP COLUMN attend_at;
ALTER TABLE excuse DROP COLUMN request;
DROP TABLE care;
