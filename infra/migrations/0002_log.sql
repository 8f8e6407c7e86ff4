-- The log, and the row of each account that every append moves on.

-- A superset of the table of postgres-es 0.5, column for column in its first seven.
CREATE TABLE events (
    aggregate_type  text        NOT NULL,
    aggregate_id    text        NOT NULL,
    sequence        bigint      NOT NULL CHECK (sequence >= 1),
    event_type      text        NOT NULL,
    event_version   text        NOT NULL,
    payload         json        NOT NULL,  -- json and not jsonb: the text is kept verbatim
    metadata        json        NOT NULL,
    event_id        uuid        NOT NULL DEFAULT gen_random_uuid(),
    account_id      text,
    account_version bigint      CHECK (account_version >= 1),
    position        bigint      NOT NULL CHECK (position >= 1),
    recorded_at     timestamptz NOT NULL,
    CONSTRAINT events_pkey PRIMARY KEY (aggregate_type, aggregate_id, sequence),
    CONSTRAINT events_position UNIQUE (position),
    CONSTRAINT events_account_version UNIQUE (account_id, account_version),
    -- Only what another writer than the service puts in has no account: see number_event().
    CONSTRAINT events_account CHECK ((account_id IS NULL) = (account_version IS NULL))
);

-- One row an account: its version, its limits and its directory entry. Whatever is appended for
-- an account moves its row on by compare-and-set, so two decisions about one account never both
-- stand. Room in the page keeps the updates heap-only.
CREATE TABLE accounts (
    account_id     text    PRIMARY KEY,
    version        bigint  NOT NULL,  -- of its events, in whatever stream; 0: not registered yet
    stream_version bigint  NOT NULL,  -- of the events in its own stream
    fold           integer NOT NULL,  -- the version of the fold that made the next two
    account        json    NOT NULL,
    limits         json    NOT NULL,
    password_hash  text,              -- what no event may hold
    data_key       bytea,             -- wrapped by the master key; gone once the person is forgotten
    master_key_id  text
) WITH (fillfactor = 60);

-- What a command under an idempotency key came to. Never a body: the answer is folded again.
CREATE TABLE answered (
    owner          text        NOT NULL,  -- the API key
    route          text        NOT NULL,
    key            text        NOT NULL,
    fingerprint    bytea       NOT NULL,  -- of the request, under a key of its own, without secrets
    outcome        json        NOT NULL,
    aggregate_type text        NOT NULL,
    aggregate_id   text        NOT NULL,
    version        bigint      NOT NULL,
    answered_at    timestamptz NOT NULL DEFAULT wall_clock(),
    CONSTRAINT answered_pkey PRIMARY KEY (owner, route, key)
);
CREATE INDEX answered_by_age ON answered (answered_at);

-- No event is ever changed or deleted, by whomever.
CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
    RAISE EXCEPTION 'events are never changed or deleted' USING ERRCODE = 'insufficient_privilege';
END $$;
CREATE TRIGGER events_are_never_changed BEFORE UPDATE OR DELETE OR TRUNCATE ON events
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

GRANT SELECT, INSERT ON events TO countersign_service;
GRANT SELECT, INSERT, UPDATE ON accounts TO countersign_service;
GRANT SELECT, INSERT, DELETE ON answered TO countersign_service;
