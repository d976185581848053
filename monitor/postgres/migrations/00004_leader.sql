-- +goose Up

-- Who leads: one row. The epoch is raised by each who takes the seat, and what a leader writes holds the row by its key
-- (FOR KEY SHARE) until it is committed: so the epoch can't be raised meanwhile, while beats, which leave it, go on.
CREATE TABLE leader (
    epoch     bigint           PRIMARY KEY,
    one       boolean          NOT NULL DEFAULT true UNIQUE CHECK (one),
    holder    text             NOT NULL, -- the process, for people
    pid       integer          NOT NULL, -- of the session that holds the lock
    standards text COLLATE "C" NOT NULL, -- what it judges by; '' until that is live
    seen_at   timestamptz      NOT NULL  -- the last beat
);
INSERT INTO leader (epoch, holder, pid, standards, seen_at) VALUES (0, '', 0, '', 'epoch');

-- +goose Down

DROP TABLE leader;
