-- +goose Up

-- as_of is what a row was judged as of: it is replaced by a later one only.
-- Rows of before have none, so the next round may replace them.
ALTER TABLE clock
    ADD COLUMN calendar text COLLATE "C" NOT NULL DEFAULT '', -- its name; '' where it is not known
    ADD COLUMN as_of    timestamptz      NOT NULL DEFAULT 'epoch';
ALTER TABLE clock
    ALTER COLUMN calendar DROP DEFAULT,
    ALTER COLUMN as_of DROP DEFAULT;
DROP INDEX clock_next;
CREATE INDEX clock_next ON clock (source, next_at) WHERE next_at IS NOT NULL;
-- Of open clocks alone: they are few beside those that have ended, and looked for among all of them.
CREATE INDEX clock_open ON clock (source, ticket) WHERE state IN ('running', 'paused');

-- Each verdict that was given, for ever. serial counts those of one clock from 0.
CREATE TABLE verdict (
    source      text COLLATE "C" NOT NULL,
    ticket      text COLLATE "C" NOT NULL,
    standard    text COLLATE "C" NOT NULL,
    cycle_us    bigint           NOT NULL,
    cycle_n     integer          NOT NULL,
    serial      integer          NOT NULL,
    verdict     text COLLATE "C" NOT NULL,
    previous    text COLLATE "C" NOT NULL, -- open for the first
    reason      text COLLATE "C" NOT NULL, -- why it changed; '' for the first
    as_of       timestamptz      NOT NULL,
    state       text COLLATE "C" NOT NULL,
    version     text COLLATE "C" NOT NULL,
    target_row  integer          NOT NULL,
    due_at      timestamptz,
    stopped_at  timestamptz,
    elapsed_us  bigint           NOT NULL,
    attributes  text COLLATE "C" NOT NULL, -- a JSON object, byte for byte as it was given
    -- Not clock_timestamp(): a volatile default makes COPY insert row by row, four times as slow.
    recorded_at timestamptz      NOT NULL DEFAULT now()
);
-- What was given before this table was there: the last verdict of each clock. When it was given is not known; as_of and
-- recorded_at are the earliest that it can have been, which is right but for the time between two rounds.
INSERT INTO verdict (source, ticket, standard, cycle_us, cycle_n, serial, verdict, previous, reason, as_of, state, version,
                     target_row, due_at, stopped_at, elapsed_us, attributes, recorded_at)
SELECT c.source, c.ticket, c.standard, c.cycle_us, c.cycle_n, 0, c.verdict, 'open', '', g.earliest, c.state, c.version,
       c.target_row, c.due_at, c.stopped_at, c.elapsed_us, '{}', g.earliest
FROM clock AS c
LEFT JOIN connection AS n ON n.source = c.source AND n.standard = c.standard
CROSS JOIN LATERAL (
    SELECT COALESCE(GREATEST(n.first_round_at,
                             CASE WHEN c.verdict = 'missed' THEN c.due_at ELSE c.stopped_at END), 'epoch') AS earliest
) AS g
WHERE c.verdict <> 'open';
ALTER TABLE verdict ADD PRIMARY KEY (source, ticket, standard, cycle_us, cycle_n, serial);

-- How far a source has been judged.
CREATE TABLE mark (
    source        text COLLATE "C" PRIMARY KEY,
    tickets_at    timestamptz, -- how far changes of the tickets query are read
    events_at     timestamptz, -- and of the events query
    basis         text COLLATE "C" NOT NULL, -- what it was judged by
    round_at      timestamptz,
    reconciled_at timestamptz
);

-- Each version of a standard that was loaded, and when.
CREATE TABLE version (
    serial         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    standard       text COLLATE "C" NOT NULL,
    hash           text COLLATE "C" NOT NULL, -- '' where the standard was taken away
    effective_from timestamptz,
    loaded_at      timestamptz      NOT NULL,
    definition     text             NOT NULL
);

-- What was excused, or no longer is. The last row of a clock counts.
CREATE TABLE excuse (
    excuse_id   bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    source      text COLLATE "C" NOT NULL,
    ticket      text COLLATE "C" NOT NULL,
    standard    text COLLATE "C" NOT NULL,
    cycle_us    bigint           NOT NULL,
    cycle_n     integer          NOT NULL,
    said_by     text             NOT NULL,
    why         text             NOT NULL,
    at          timestamptz      NOT NULL,
    undo        boolean          NOT NULL,
    recorded_at timestamptz      NOT NULL DEFAULT clock_timestamp()
);
CREATE INDEX excuse_clock ON excuse (source, ticket, standard, cycle_us, cycle_n, excuse_id);

CREATE TRIGGER verdict_is_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON verdict
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER version_is_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON version
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER excuse_is_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON excuse
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- +goose Down

DROP TABLE excuse;
DROP TABLE version;
DROP TABLE mark;
DROP TABLE verdict;
DROP INDEX clock_open;
DROP INDEX clock_next;
CREATE INDEX clock_next ON clock (next_at) WHERE next_at IS NOT NULL;
ALTER TABLE clock
    DROP COLUMN calendar,
    DROP COLUMN as_of;
