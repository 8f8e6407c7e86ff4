-- What the pages keep: who is there, who is about to come, and who tried to.

-- A browser that is signed in, or was sent here by a portal. The token is in its cookie only.
CREATE TABLE page_sessions (
    token_hash bytea       PRIMARY KEY,
    account_id text        NOT NULL,
    return_url text,                 -- of the portal that sent the customer; null: signed in here
    locale     text,                 -- the language that the portal asked for
    seen_at    timestamptz NOT NULL DEFAULT wall_clock(),
    expires_at timestamptz NOT NULL
);
CREATE INDEX page_sessions_by_end ON page_sessions (expires_at);

-- A URL that opens Account Security once.
CREATE TABLE page_entries (
    token_hash bytea       PRIMARY KEY,
    account_id text        NOT NULL,
    return_url text        NOT NULL,
    locale     text,
    expires_at timestamptz NOT NULL
);
CREATE INDEX page_entries_by_end ON page_entries (expires_at);

-- Tries to sign in that were not right, by who was to be signed in from where, known here or not.
CREATE TABLE sign_in_tries (
    who     bytea       PRIMARY KEY,
    tries   integer     NOT NULL,
    next_at timestamptz NOT NULL
);
CREATE INDEX sign_in_tries_by_end ON sign_in_tries (next_at);

-- Which accounts a mailbox may belong to, under a keyed hash of its address. A hint: whoever looks
-- it up compares the account's address.
CREATE TABLE mailbox_accounts (
    mailbox    bytea NOT NULL,
    account_id text  NOT NULL,
    PRIMARY KEY (mailbox, account_id)
);
CREATE INDEX mailbox_accounts_by_account ON mailbox_accounts (account_id);

GRANT SELECT, INSERT, UPDATE, DELETE ON page_sessions, page_entries, sign_in_tries
    TO countersign_service;
GRANT SELECT, INSERT, DELETE ON mailbox_accounts TO countersign_service;
