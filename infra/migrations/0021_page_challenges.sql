-- A browser whose password was right and whose code is asked for. It is no session, and no page but
-- those that take the code looks here.
CREATE TABLE page_sign_ins (
    token_hash   bytea       PRIMARY KEY,
    account_id   text        NOT NULL,
    guard        bytea       NOT NULL,
    challenge_id uuid        NOT NULL,
    back         text        NOT NULL,  -- where to go afterwards
    saying       jsonb,
    saying_at    text,
    expires_at   timestamptz NOT NULL
);
CREATE INDEX page_sign_ins_by_end ON page_sign_ins (expires_at);
GRANT SELECT, INSERT, UPDATE, DELETE ON page_sign_ins TO countersign_service;

-- When a code was right in a session last: what is protected stays open for a while then.
ALTER TABLE page_sessions ADD COLUMN code_at timestamptz;
