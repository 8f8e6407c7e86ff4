-- Auditors at the pages: who is signed in by an API key, and what they look for and why.

-- The token is in the browser's cookie only. A session is of a key as long as that is not revoked.
CREATE TABLE audit_sessions (
    token_hash bytea       PRIMARY KEY,
    api_key_id uuid        NOT NULL REFERENCES api_keys,
    seen_at    timestamptz NOT NULL DEFAULT wall_clock(),
    expires_at timestamptz NOT NULL
);
CREATE INDEX audit_sessions_by_end ON audit_sessions (expires_at);

-- What was searched for in a session. What it leads to is shown in that session only, and recorded
-- with its reason.
CREATE TABLE audit_searches (
    search_id  uuid        PRIMARY KEY,
    token_hash bytea       NOT NULL REFERENCES audit_sessions ON DELETE CASCADE,
    account_id text,                 -- null: whichever accounts had events then
    from_at    timestamptz,
    to_at      timestamptz,
    reason     text        NOT NULL CHECK (reason <> '')
);
CREATE INDEX audit_searches_by_session ON audit_searches (token_hash);

GRANT SELECT, INSERT, UPDATE, DELETE ON audit_sessions, audit_searches TO countersign_service;
