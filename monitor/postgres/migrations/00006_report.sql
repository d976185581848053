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
    ADD COLUMN subject    text             NOT NULL DEFAULT ''; -- of an open clock: its ticket's
UPDATE clock AS c
SET excused = true
FROM (SELECT DISTINCT ON (source, ticket, standard, cycle_us, cycle_n) source, ticket, standard, cycle_us, cycle_n, undo
      FROM excuse
      ORDER BY source, ticket, standard, cycle_us, cycle_n, excuse_id DESC) AS e
WHERE (c.source, c.ticket, c.standard, c.cycle_us, c.cycle_n) = (e.source, e.ticket, e.standard, e.cycle_us, e.cycle_n)
  AND NOT e.undo;

-- The misses of a period, without looking at what was kept.
CREATE INDEX clock_missed ON clock (fell_day, standard) INCLUDE (due_at, stopped_at) WHERE verdict = 'missed';
-- Lists of open clocks: of one standard, those at risk, those of some attributes (attributes::jsonb @> …).
CREATE INDEX clock_running ON clock (standard, due_at) INCLUDE (verdict) WHERE state IN ('running', 'paused');
CREATE INDEX clock_risk ON clock (risk_at) WHERE state IN ('running', 'paused') AND risk_at IS NOT NULL;
CREATE INDEX clock_attributes ON clock USING gin ((attributes::jsonb) jsonb_path_ops) WHERE state IN ('running', 'paused');

-- Cells are sums of clocks: docs/adr/0022. What a statement changes in clock is added to the tables named _new, never written
-- over, so that writers do not wait for each other; a fold moves it into the others, of which each key has one row. A report
-- reads both.

-- By what was promised: how many clocks' verdicts fell on a date, by verdict.
CREATE TABLE cell_new (
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
    open           integer          NOT NULL  -- of missed
);
CREATE INDEX cell_new_day ON cell_new (day);
CREATE TABLE cell (LIKE cell_new, PRIMARY KEY (day, standard, target));

-- Histograms: 'took' and 'late' by bucket; 'start' and 'miss', the hours of the week in which what was kept or missed, and what
-- was missed, had started.
CREATE TABLE cell_time_new (
    day      date             NOT NULL,
    standard text COLLATE "C" NOT NULL,
    target   text COLLATE "C" NOT NULL,
    kind     text COLLATE "C" NOT NULL,
    bucket   smallint         NOT NULL,
    n        integer          NOT NULL
);
CREATE INDEX cell_time_new_day ON cell_time_new (day);
CREATE TABLE cell_time (LIKE cell_time_new, PRIMARY KEY (day, standard, target, kind, bucket));

-- By attribute of the ticket: what was kept or missed, and what was missed, by the part of the week in which it started (0 is
-- Monday 0:00 to 6:00, -1 is not known).
CREATE TABLE cell_share_new (
    day       date             NOT NULL,
    standard  text COLLATE "C" NOT NULL,
    attribute text COLLATE "C" NOT NULL,
    value     text COLLATE "C" NOT NULL,
    part      smallint         NOT NULL,
    n         integer          NOT NULL,
    missed    integer          NOT NULL
);
CREATE INDEX cell_share_new_day ON cell_share_new (day);
-- Of an attribute with thousands of values a report wants those that were missed most, and of those all that there is.
CREATE TABLE cell_share (
    LIKE cell_share_new,
    PRIMARY KEY (standard, attribute, value, day, part) INCLUDE (n, missed)
);
CREATE INDEX cell_share_missed ON cell_share (day, standard, attribute, value) INCLUDE (missed) WHERE missed <> 0;
-- What has come to nothing, to be taken away when its day is folded.
CREATE INDEX cell_share_nothing ON cell_share (day) WHERE n = 0 AND missed = 0;

-- +goose StatementBegin
DO $make$
DECLARE
    -- What one statement adds to the cells. Rows that are there before and after it alike cancel out.
    body CONSTANT text := $body$
BEGIN
    INSERT INTO cell_new (day, standard, target, exceeded, met, missed, unknown, cancelled, cancelled_late, near, excused, open)
    SELECT d.*
    FROM (
        SELECT r.fell_day, r.standard, r.target,
               COALESCE(sum(r.sign) FILTER (WHERE r.verdict = 'exceeded'), 0) AS exceeded,
               COALESCE(sum(r.sign) FILTER (WHERE r.verdict = 'met'), 0) AS met,
               COALESCE(sum(r.sign) FILTER (WHERE r.verdict = 'missed'), 0) AS missed,
               COALESCE(sum(r.sign) FILTER (WHERE r.verdict = 'unknown'), 0) AS unknown,
               COALESCE(sum(r.sign) FILTER (WHERE r.verdict = 'cancelled'), 0) AS cancelled,
               COALESCE(sum(r.sign) FILTER (WHERE r.verdict = 'cancelled_late'), 0) AS cancelled_late,
               COALESCE(sum(r.sign) FILTER (WHERE r.near), 0) AS near,
               COALESCE(sum(r.sign) FILTER (WHERE r.verdict = 'missed' AND r.excused), 0) AS excused,
               COALESCE(sum(r.sign) FILTER (WHERE r.verdict = 'missed' AND r.state IN ('running', 'paused')), 0) AS open
        FROM (@rows@) AS r
        WHERE r.fell_day IS NOT NULL
        GROUP BY r.fell_day, r.standard, r.target
    ) AS d
    WHERE (d.exceeded, d.met, d.missed, d.unknown, d.cancelled, d.cancelled_late, d.near, d.excused, d.open)
          <> (0, 0, 0, 0, 0, 0, 0, 0, 0);

    INSERT INTO cell_time_new (day, standard, target, kind, bucket, n)
    SELECT r.fell_day, r.standard, r.target, k.kind, k.bucket, sum(r.sign)
    FROM (@rows@) AS r
    CROSS JOIN LATERAL (VALUES
        ('took', r.took),
        ('late', r.late),
        ('start', CASE WHEN r.verdict IN ('exceeded', 'met', 'missed') THEN r.start_hour END),
        ('miss', CASE WHEN r.verdict = 'missed' THEN r.start_hour END)
    ) AS k (kind, bucket)
    WHERE r.fell_day IS NOT NULL AND k.bucket >= 0
    GROUP BY r.fell_day, r.standard, r.target, k.kind, k.bucket
    HAVING sum(r.sign) <> 0;

    INSERT INTO cell_share_new (day, standard, attribute, value, part, n, missed)
    SELECT d.*
    FROM (
        SELECT s.fell_day, s.standard, (s.pair).key, (s.pair).value, s.part, sum(s.sign) AS n,
               COALESCE(sum(s.sign) FILTER (WHERE s.missed), 0) AS missed
        FROM (
            SELECT r.sign, r.fell_day, r.standard, r.verdict = 'missed' AS missed,
                   CASE WHEN r.start_hour < 0 THEN -1 ELSE r.start_hour / 6 END AS part,
                   json_each_text(r.attributes::json) AS pair
            FROM (@rows@) AS r
            WHERE r.fell_day IS NOT NULL AND r.verdict IN ('exceeded', 'met', 'missed') AND r.attributes <> '{}'
        ) AS s
        GROUP BY s.fell_day, s.standard, (s.pair).key, (s.pair).value, s.part
    ) AS d
    WHERE (d.n, d.missed) <> (0, 0);
    RETURN NULL;
END
$body$;
    columns CONSTANT text := 'standard, state, verdict, fell_day, start_hour, target, near, took, late, attributes, excused';
    came    CONSTANT text := 'SELECT 1 AS sign, ' || columns || ' FROM came';
    went    CONSTANT text := 'SELECT -1 AS sign, ' || columns || ' FROM went';
    made    record;
BEGIN
    FOR made IN
        SELECT *
        FROM (VALUES
            ('insert', 'NEW TABLE AS came', came),
            ('update', 'OLD TABLE AS went NEW TABLE AS came', came || ' UNION ALL ' || went),
            ('delete', 'OLD TABLE AS went', went)
        ) AS m (event, tables, rows)
    LOOP
        -- The schema is fixed, since who writes may have another search_path; compiling costs more than it saves.
        EXECUTE format('CREATE FUNCTION cells_on_%s() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT SET jit = off AS %L',
                       made.event, replace(body, '@rows@', made.rows));
        EXECUTE format('CREATE TRIGGER clock_cells_on_%s AFTER %s ON clock REFERENCING %s FOR EACH STATEMENT EXECUTE FUNCTION cells_on_%s()',
                       made.event, made.event, made.tables, made.event);
    END LOOP;
END
$make$;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE FUNCTION cells_on_truncate() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
    TRUNCATE cell, cell_new, cell_time, cell_time_new, cell_share, cell_share_new;
    RETURN NULL;
END
$$;
-- +goose StatementEnd
CREATE TRIGGER clock_cells_on_truncate AFTER TRUNCATE ON clock FOR EACH STATEMENT EXECUTE FUNCTION cells_on_truncate();

-- All that was added up: what is folded, and what is not yet.
CREATE VIEW cells AS
SELECT * FROM cell UNION ALL SELECT * FROM cell_new;
CREATE VIEW cells_time AS
SELECT * FROM cell_time UNION ALL SELECT * FROM cell_time_new;

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
DROP VIEW cells_time;
DROP VIEW cells;
DROP TABLE cell_share;
DROP TABLE cell_share_new;
DROP TABLE cell_time;
DROP TABLE cell_time_new;
DROP TABLE cell;
DROP TABLE cell_new;
DROP INDEX clock_attributes;
DROP INDEX clock_risk;
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
    DROP COLUMN subject;
