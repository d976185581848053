CREATE TABLE bench_events (
    ticket_id  bigint NOT NULL,
    seq        integer NOT NULL,
    at         timestamptz NOT NULL,
    kind       text NOT NULL,
    author     text NOT NULL,
    public     boolean NOT NULL,
    changed_at timestamptz NOT NULL
)
