CREATE TABLE bench_tickets (
    id          bigint NOT NULL,
    subject     text NOT NULL,
    customer    text NOT NULL,
    tier        text NOT NULL,
    priority    text NOT NULL,
    channel     text NOT NULL,
    team        text NOT NULL,
    created_at  timestamptz NOT NULL,
    replied_at  timestamptz,
    resolved_at timestamptz,
    closed_at   timestamptz,
    changed_at  timestamptz NOT NULL
)
