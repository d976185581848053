CREATE SCHEMA desk;

CREATE TABLE desk.tickets (
    id         bigint PRIMARY KEY,
    subject    text NOT NULL,
    customer   text NOT NULL,
    tier       text NOT NULL CHECK (tier IN ('gold', 'standard', 'internal')),
    priority   text NOT NULL CHECK (priority IN ('low', 'normal', 'high', 'urgent')),
    channel    text NOT NULL CHECK (channel IN ('phone', 'email', 'web')),
    team       text NOT NULL,
    category   text NOT NULL,
    created_at timestamptz NOT NULL,
    closed_at  timestamptz,
    updated_at timestamptz NOT NULL
);

CREATE TABLE desk.ticket_events (
    ticket_id  bigint NOT NULL REFERENCES desk.tickets,
    seq        integer NOT NULL,
    at         timestamptz NOT NULL,
    kind       text NOT NULL,
    author     text NOT NULL,
    public     boolean NOT NULL,
    changed_at timestamptz NOT NULL,
    PRIMARY KEY (ticket_id, seq)
);

CREATE INDEX ON desk.tickets (updated_at);
CREATE INDEX ON desk.ticket_events (changed_at);
