-- +goose Up

-- What a clock counts as in reports. Rows of before count as nothing until a round has judged them again.
ALTER TABLE clock
    ADD COLUMN fell_day   date, -- when its verdict fell; null while it has none
    ADD COLUMN start_hour smallint         NOT NULL DEFAULT -1, -- hour of the week, Monday 0:00 is 0; -1 where it is not known
    ADD COLUMN target     text COLLATE "C" NOT NULL DEFAULT '', -- what was promised
    ADD COLUMN near       boolean          NOT NULL DEFAULT false,
    ADD COLUMN took       smallint         NOT NULL DEFAULT -1, -- the buckets of compliance.Bucket; -1 for none
    ADD COLUMN late       smallint         NOT NULL DEFAULT -1,
    -- A JSON object of texts, byte for byte as it was given: a row that reads back as it was written need not be written again.
    ADD COLUMN attributes text COLLATE "C" NOT NULL DEFAULT '{}',
    ADD COLUMN excused    boolean          NOT NULL DEFAULT false, -- what the last row of excuse says; no round writes it
    ADD COLUMN risk_at    timestamptz, -- of an open clock: when it comes to be at risk
    ADD COLUMN subject    text             NOT NULL DEFAULT '', -- of an open clock: its ticket's
    ADD COLUMN team       text COLLATE "C" NOT NULL DEFAULT '', -- likewise, which lists are filtered by
    ADD COLUMN customer   text COLLATE "C" NOT NULL DEFAULT '';
UPDATE clock AS c
SET excused = true
FROM (SELECT DISTINCT ON (source, ticket, standard, cycle_us, cycle_n) source, ticket, standard, cycle_us, cycle_n, undo
      FROM excuse
      ORDER BY source, ticket, standard, cycle_us, cycle_n, excuse_id DESC) AS e
WHERE (c.source, c.ticket, c.standard, c.cycle_us, c.cycle_n) = (e.source, e.ticket, e.standard, e.cycle_us, e.cycle_n)
  AND NOT e.undo;

-- The misses of a period, without looking at what was kept, nor at more of them than which they are and how late they were.
CREATE INDEX clock_missed ON clock (standard, fell_day) INCLUDE (due_at, stopped_at, source, ticket, cycle_us, cycle_n)
    WHERE verdict = 'missed';
-- Lists of open clocks: of a standard, of all, of a team, of a customer, in each of which they are walked along.
CREATE INDEX clock_running ON clock (standard, due_at, risk_at) INCLUDE (verdict) WHERE state IN ('running', 'paused');
DROP INDEX clock_pressing;
CREATE INDEX clock_pressing ON clock (due_at, risk_at) WHERE state IN ('running', 'paused') AND due_at IS NOT NULL;
CREATE INDEX clock_team ON clock (team, due_at, risk_at) WHERE state IN ('running', 'paused');
CREATE INDEX clock_customer ON clock (customer, due_at, risk_at) WHERE state IN ('running', 'paused');

-- Cells are sums of clocks: docs/adr/0022. What a statement changes in clock is appended to cell_new by triggers and never written
-- over, so that writers do not wait for each other, and no more is done in their transactions; a fold adds it up into the others, of
-- which each key has one row. A report reads both.

-- Clocks that came to count as something (n is 1), or no longer do (-1), since the last fold.
CREATE TABLE cell_new (
    day        date             NOT NULL,
    standard   text COLLATE "C" NOT NULL,
    target     text COLLATE "C" NOT NULL,
    verdict    text COLLATE "C" NOT NULL,
    open       boolean          NOT NULL,
    excused    boolean          NOT NULL,
    near       boolean          NOT NULL,
    start_hour smallint         NOT NULL,
    took       smallint         NOT NULL,
    late       smallint         NOT NULL,
    attributes text COLLATE "C" NOT NULL,
    n          integer          NOT NULL
);
CREATE INDEX cell_new_day ON cell_new (day);

-- By what was promised: how many clocks' verdicts fell on a date, by verdict.
CREATE TABLE cell (
    day            date             NOT NULL,
    standard       text COLLATE "C" NOT NULL,
    target         text COLLATE "C" NOT NULL,
    exceeded       integer          NOT NULL,
    met            integer          NOT NULL,
    missed         integer          NOT NULL,
    unknown        integer          NOT NULL,
    cancelled      integer          NOT NULL,
    cancelled_late integer          NOT NULL,
    near           integer          NOT NULL, -- of exceeded and met
    excused        integer          NOT NULL, -- of missed
    open           integer          NOT NULL, -- of missed
    PRIMARY KEY (day, standard, target)
);

-- Histograms: 'took' and 'late' by bucket; 'start' and 'miss', the hours of the week in which what was kept or missed, and what
-- was missed, had started. How many are in each bucket stands beside it.
CREATE TABLE cell_time (
    day      date             NOT NULL,
    standard text COLLATE "C" NOT NULL,
    target   text COLLATE "C" NOT NULL,
    kind     text COLLATE "C" NOT NULL,
    buckets  smallint[]       NOT NULL,
    counts   integer[]        NOT NULL,
    PRIMARY KEY (day, standard, target, kind)
);

-- By attribute of the ticket and week: what was kept or missed, and what was missed, by slot, which is the weekday on which the verdict
-- fell (Monday is 0) times 29, and 1 more than the part of the week in which it started (0 is Monday 0:00 to 6:00), or 0 where that is
-- not known. Of an attribute with thousands of values a report wants those that were missed most, which an index of their own tells,
-- and of those all that there is.
CREATE TABLE cell_share (
    standard  text COLLATE "C" NOT NULL,
    attribute text COLLATE "C" NOT NULL,
    value     text COLLATE "C" NOT NULL,
    week      date             NOT NULL, -- its Monday
    missed    integer          NOT NULL, -- the sum of misses
    slots     smallint[]       NOT NULL,
    counts    integer[]        NOT NULL,
    misses    integer[]        NOT NULL,
    PRIMARY KEY (standard, attribute, value, week)
);
CREATE INDEX cell_share_missed ON cell_share (week, standard, attribute, missed) INCLUDE (value) WHERE missed <> 0;
-- What has come to nothing, to be taken away when its week is folded.
CREATE INDEX cell_share_nothing ON cell_share (week) WHERE slots = '{}';

-- cell_new as the others have it.
CREATE VIEW cell_added AS
SELECT day, standard, target,
       CASE WHEN verdict = 'exceeded' THEN n ELSE 0 END AS exceeded,
       CASE WHEN verdict = 'met' THEN n ELSE 0 END AS met,
       CASE WHEN verdict = 'missed' THEN n ELSE 0 END AS missed,
       CASE WHEN verdict = 'unknown' THEN n ELSE 0 END AS unknown,
       CASE WHEN verdict = 'cancelled' THEN n ELSE 0 END AS cancelled,
       CASE WHEN verdict = 'cancelled_late' THEN n ELSE 0 END AS cancelled_late,
       CASE WHEN near THEN n ELSE 0 END AS near,
       CASE WHEN verdict = 'missed' AND excused THEN n ELSE 0 END AS excused,
       CASE WHEN verdict = 'missed' AND open THEN n ELSE 0 END AS open
FROM cell_new;
CREATE VIEW cell_time_added AS
SELECT c.day, c.standard, c.target, k.kind COLLATE "C" AS kind, k.bucket, c.n
FROM cell_new AS c
CROSS JOIN LATERAL (VALUES
    ('took', c.took),
    ('late', c.late),
    ('start', CASE WHEN c.verdict IN ('exceeded', 'met', 'missed') THEN c.start_hour END),
    ('miss', CASE WHEN c.verdict = 'missed' THEN c.start_hour END)
) AS k (kind, bucket)
WHERE k.bucket >= 0;
CREATE VIEW cell_share_added AS
SELECT c.day, c.standard, a.key COLLATE "C" AS attribute, a.value COLLATE "C" AS value,
       c.day - (extract(isodow FROM c.day)::integer - 1) AS week,
       ((extract(isodow FROM c.day)::integer - 1) * 29 + CASE WHEN c.start_hour < 0 THEN 0 ELSE c.start_hour / 6 + 1 END)::smallint AS slot,
       c.n, CASE WHEN c.verdict = 'missed' THEN c.n ELSE 0 END AS missed
FROM cell_new AS c
CROSS JOIN LATERAL json_each_text(c.attributes::json) AS a
WHERE c.verdict IN ('exceeded', 'met', 'missed') AND c.attributes <> '{}';

-- All that was added up: what is folded, and what is not yet.
CREATE VIEW cells AS
SELECT * FROM cell UNION ALL SELECT * FROM cell_added;

-- The schema is fixed, since who writes may have another search_path; compiling such statements would cost more than it saves.
-- +goose StatementBegin
CREATE FUNCTION cells_on_insert() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT SET jit = off AS $$
BEGIN
    INSERT INTO cell_new (day, standard, target, verdict, open, excused, near, start_hour, took, late, attributes, n)
    SELECT fell_day, standard, target, verdict, state IN ('running', 'paused'), excused, near, start_hour, took, late, attributes, 1
    FROM came
    WHERE fell_day IS NOT NULL;
    RETURN NULL;
END
$$;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE FUNCTION cells_on_delete() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT SET jit = off AS $$
BEGIN
    INSERT INTO cell_new (day, standard, target, verdict, open, excused, near, start_hour, took, late, attributes, n)
    SELECT fell_day, standard, target, verdict, state IN ('running', 'paused'), excused, near, start_hour, took, late, attributes, -1
    FROM went
    WHERE fell_day IS NOT NULL;
    RETURN NULL;
END
$$;
-- +goose StatementEnd
-- What a clock counts as before and after alike is left out.
-- +goose StatementBegin
CREATE FUNCTION cells_on_update() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT SET jit = off AS $$
BEGIN
    INSERT INTO cell_new (day, standard, target, verdict, open, excused, near, start_hour, took, late, attributes, n)
    SELECT c.fell_day, c.standard, c.target, c.verdict, c.state IN ('running', 'paused'), c.excused, c.near, c.start_hour, c.took,
           c.late, c.attributes, sum(c.sign)
    FROM (SELECT 1 AS sign, fell_day, standard, target, verdict, state, excused, near, start_hour, took, late, attributes
          FROM came
          WHERE fell_day IS NOT NULL
          UNION ALL
          SELECT -1, fell_day, standard, target, verdict, state, excused, near, start_hour, took, late, attributes
          FROM went
          WHERE fell_day IS NOT NULL) AS c
    GROUP BY c.fell_day, c.standard, c.target, c.verdict, c.state IN ('running', 'paused'), c.excused, c.near, c.start_hour, c.took,
             c.late, c.attributes
    HAVING sum(c.sign) <> 0;
    RETURN NULL;
END
$$;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE FUNCTION cells_on_truncate() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
    TRUNCATE cell_new, cell, cell_time, cell_share;
    RETURN NULL;
END
$$;
-- +goose StatementEnd
CREATE TRIGGER clock_cells_on_insert AFTER INSERT ON clock
    REFERENCING NEW TABLE AS came FOR EACH STATEMENT EXECUTE FUNCTION cells_on_insert();
CREATE TRIGGER clock_cells_on_update AFTER UPDATE ON clock
    REFERENCING OLD TABLE AS went NEW TABLE AS came FOR EACH STATEMENT EXECUTE FUNCTION cells_on_update();
CREATE TRIGGER clock_cells_on_delete AFTER DELETE ON clock
    REFERENCING OLD TABLE AS went FOR EACH STATEMENT EXECUTE FUNCTION cells_on_delete();
CREATE TRIGGER clock_cells_on_truncate AFTER TRUNCATE ON clock
    FOR EACH STATEMENT EXECUTE FUNCTION cells_on_truncate();

-- What the last whole reading of each source found.
CREATE TABLE reading (
    source           text COLLATE "C" PRIMARY KEY,
    at               timestamptz NOT NULL,
    rows             bigint      NOT NULL,
    rows_set_aside   bigint      NOT NULL,
    events           bigint      NOT NULL,
    events_set_aside bigint      NOT NULL,
    not_covered      bigint      NOT NULL,
    exempt           bigint      NOT NULL
);

-- Benchmarks that reports are compared with: how each standard was kept in a period.
CREATE TABLE baseline (
    name     text COLLATE "C" PRIMARY KEY,
    kind     smallint    NOT NULL, -- of the period
    from_day date        NOT NULL,
    to_day   date        NOT NULL, -- the first one after it
    set_at   timestamptz NOT NULL,
    counts   jsonb       NOT NULL -- by standard
);

-- Digests that were made, for ever.
CREATE TABLE digest (
    digest_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    name      text COLLATE "C" NOT NULL,
    period    text COLLATE "C" NOT NULL, -- e.g. 2026-W46
    kind      smallint         NOT NULL,
    from_day  date             NOT NULL,
    to_day    date             NOT NULL, -- the first one after it
    document  text             NOT NULL, -- JSON, byte for byte as it is given out
    made_at   timestamptz      NOT NULL,
    n         bigint           NOT NULL,
    missed    bigint           NOT NULL,
    UNIQUE (name, period)
);
CREATE INDEX digest_latest ON digest (to_day DESC, from_day DESC, name);
CREATE TRIGGER digest_is_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON digest
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- +goose Down

-- The program before knows no digests.
UPDATE alert
SET state = 'dropped', state_reason = 'its digest is of a later program'
WHERE state IN ('held', 'pending', 'sending', 'unsure') AND (kind = 'digest' OR kind = 'file' AND message #> '{file,digest}' IS NOT NULL);
DROP TABLE digest;
DROP TABLE baseline;
DROP TABLE reading;
DROP TRIGGER clock_cells_on_truncate ON clock;
DROP TRIGGER clock_cells_on_delete ON clock;
DROP TRIGGER clock_cells_on_update ON clock;
DROP TRIGGER clock_cells_on_insert ON clock;
DROP FUNCTION cells_on_truncate();
DROP FUNCTION cells_on_delete();
DROP FUNCTION cells_on_update();
DROP FUNCTION cells_on_insert();
DROP VIEW cells;
DROP VIEW cell_share_added;
DROP VIEW cell_time_added;
DROP VIEW cell_added;
DROP TABLE cell_share;
DROP TABLE cell_time;
DROP TABLE cell;
DROP TABLE cell_new;
DROP INDEX clock_customer;
DROP INDEX clock_team;
DROP INDEX clock_pressing;
CREATE INDEX clock_pressing ON clock (due_at) WHERE state IN ('running', 'paused') AND due_at IS NOT NULL;
DROP INDEX clock_running;
DROP INDEX clock_missed;
ALTER TABLE clock
    DROP COLUMN fell_day,
    DROP COLUMN start_hour,
    DROP COLUMN target,
    DROP COLUMN near,
    DROP COLUMN took,
    DROP COLUMN late,
    DROP COLUMN attributes,
    DROP COLUMN excused,
    DROP COLUMN risk_at,
    DROP COLUMN subject,
    DROP COLUMN team,
    DROP COLUMN customer;
