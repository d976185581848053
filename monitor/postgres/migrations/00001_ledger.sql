-- +goose Up

-- Names are compared byte by byte: quicker, and the same on every server.

-- When each standard was first judged on a source. What was passed before is
-- baseline; summed_at is null until the first round is complete.
CREATE TABLE connection (
    source         text COLLATE "C" NOT NULL,
    standard       text COLLATE "C" NOT NULL,
    first_round_at timestamptz      NOT NULL,
    summed_at      timestamptz,
    PRIMARY KEY (source, standard)
);

-- Every clock as it last stood. Its key is its start in microseconds since
-- 1970 (the least bigint where there is none), and a number if two share it.
CREATE TABLE clock (
    source     text COLLATE "C" NOT NULL,
    ticket     text COLLATE "C" NOT NULL,
    standard   text COLLATE "C" NOT NULL,
    cycle_us   bigint           NOT NULL,
    cycle_n    integer          NOT NULL,
    ordinal    integer          NOT NULL,
    version    text COLLATE "C" NOT NULL,
    target_row integer          NOT NULL,
    state      text COLLATE "C" NOT NULL,
    verdict    text COLLATE "C" NOT NULL,
    reason     text             NOT NULL,
    started_at timestamptz,
    opens_at   timestamptz,
    due_at     timestamptz,
    desired_at timestamptz,
    next_at    timestamptz,
    stopped_at timestamptz,
    elapsed_us bigint           NOT NULL, -- open time of a clock that has ended
    baseline   text             NOT NULL, -- stages passed before the first round, one a line
    PRIMARY KEY (source, ticket, standard, cycle_us, cycle_n)
);
CREATE INDEX clock_next ON clock (next_at) WHERE next_at IS NOT NULL;

-- What was found out about a clock, once for ever. Rows are only ever added.
CREATE TABLE transition (
    transition_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    source        text COLLATE "C" NOT NULL,
    ticket        text COLLATE "C" NOT NULL,
    standard      text COLLATE "C" NOT NULL,
    cycle_us      bigint           NOT NULL,
    cycle_n       integer          NOT NULL,
    stage         text COLLATE "C" NOT NULL,
    episode       integer          NOT NULL,
    kind          text COLLATE "C" NOT NULL,
    at            timestamptz      NOT NULL, -- when it came to pass
    found_at      timestamptz      NOT NULL, -- as of the round that found it
    reason        text COLLATE "C" NOT NULL, -- why it is told, or why not
    recorded_at   timestamptz      NOT NULL DEFAULT clock_timestamp(),
    UNIQUE (source, ticket, standard, cycle_us, cycle_n, stage, episode)
);

-- +goose StatementBegin
CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'rows of % are only ever added', TG_TABLE_NAME;
END
$$;
-- +goose StatementEnd
CREATE TRIGGER transition_is_append_only BEFORE UPDATE OR DELETE ON transition
    FOR EACH ROW EXECUTE FUNCTION refuse_change();

-- Where messages go. next_post_at paces a place for all replicas together.
CREATE TABLE place (
    place        text COLLATE "C" PRIMARY KEY,
    next_post_at timestamptz NOT NULL DEFAULT clock_timestamp()
);

-- What is to be told, or was: one intent for each transition that is news, and
-- one for each summary. ticket is '' for a summary.
CREATE TABLE alert (
    alert_id      bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    key           text COLLATE "C" NOT NULL UNIQUE,
    transition_id bigint UNIQUE REFERENCES transition,
    source        text COLLATE "C" NOT NULL,
    ticket        text COLLATE "C" NOT NULL,
    standard      text COLLATE "C" NOT NULL,
    cycle_us      bigint           NOT NULL,
    cycle_n       integer          NOT NULL,
    kind          text COLLATE "C" NOT NULL,
    action        text COLLATE "C" NOT NULL CHECK (action IN ('post', 'update')),
    route         text             NOT NULL,
    place         text COLLATE "C" NOT NULL REFERENCES place,
    message       jsonb            NOT NULL, -- all that rendering needs
    state         text COLLATE "C" NOT NULL DEFAULT 'pending'
                  CHECK (state IN ('pending', 'sending', 'unsure', 'sent', 'dropped', 'failed')),
    state_reason  text             NOT NULL DEFAULT '',
    -- The fence: a mark with an older attempt does nothing.
    attempt       integer          NOT NULL DEFAULT 0,
    -- When it may be claimed: the next attempt, or while sending the end of the lease.
    claimable_at  timestamptz      NOT NULL DEFAULT clock_timestamp(),
    claimed_at    timestamptz, -- the first claim, from which on it may be found
    notifier      text             NOT NULL DEFAULT '', -- of the last claim
    channel       text             NOT NULL DEFAULT '', -- where it stands, as the service names it
    message_id    text             NOT NULL DEFAULT '',
    created_at    timestamptz      NOT NULL DEFAULT clock_timestamp(),
    settled_at    timestamptz
);
CREATE INDEX alert_waiting ON alert (place, alert_id) WHERE state IN ('pending', 'sending', 'unsure');
CREATE INDEX alert_due ON alert (place, claimable_at) WHERE state IN ('pending', 'sending', 'unsure');
CREATE INDEX alert_clock ON alert (source, ticket, standard, cycle_us, cycle_n, alert_id);

-- +goose Down

DROP TABLE alert;
DROP TABLE place;
DROP TABLE transition;
DROP FUNCTION refuse_change();
DROP TABLE clock;
DROP TABLE connection;
