-- What leaves the system, and what rings.

-- Each handler's dealings with each event: claimed while an instance is at it, waiting until it is
-- tried again, settled once it is answered, dead when it was given up. A dead one is redriven or
-- discarded.
CREATE TABLE deliveries (
    handler    text        NOT NULL,
    event_id   uuid        NOT NULL,
    position   bigint      NOT NULL,
    account_id text,
    state      text        NOT NULL
               CHECK (state IN ('waiting', 'claimed', 'settled', 'dead', 'discarded')),
    attempts   integer     NOT NULL DEFAULT 0,
    due_at     timestamptz NOT NULL,      -- claimed: until when; waiting: not before
    reason     text,                      -- what came of it, or why it was given up
    mail_kind  text,                      -- of the mail it made
    mailbox    bytea,                     -- HMAC of the mailbox that mail went to
    mailed_at  timestamptz,               -- when that mail was counted against the limits
    updated_at timestamptz NOT NULL DEFAULT wall_clock(),
    PRIMARY KEY (handler, event_id)
);
CREATE INDEX deliveries_dead ON deliveries (position) WHERE state = 'dead';
CREATE INDEX deliveries_due ON deliveries (due_at) WHERE state IN ('waiting', 'claimed');
CREATE INDEX deliveries_of_mailbox ON deliveries (mailbox, mailed_at) WHERE mailbox IS NOT NULL;
CREATE INDEX deliveries_of_account ON deliveries (account_id, mail_kind, mailed_at)
    WHERE mail_kind IS NOT NULL;
GRANT SELECT, INSERT, UPDATE ON deliveries TO countersign_service;

-- Up to which position every event that a handler answers has a delivery.
CREATE TABLE swept (
    handler  text   PRIMARY KEY,
    position bigint NOT NULL
);
GRANT SELECT, INSERT, UPDATE ON swept TO countersign_service;
CREATE INDEX events_by_type ON events (aggregate_type, event_type, position);

-- When each setup runs out: a projection, so its rows carry a generation.
CREATE TABLE setup_timers (
    generation    bigint      NOT NULL,
    enrollment_id uuid        NOT NULL,
    due_at        timestamptz NOT NULL,
    PRIMARY KEY (generation, enrollment_id)
);
CREATE INDEX setup_timers_due ON setup_timers (generation, due_at, enrollment_id);
GRANT SELECT, INSERT, UPDATE, DELETE ON setup_timers TO countersign_service;
