-- A session is of an account that is guarded as it was when the session began: by the same password,
-- and with two-factor as it was. A keyed hash of both; one of nothing is of no account.
ALTER TABLE page_sessions ADD COLUMN guard bytea NOT NULL DEFAULT '';
ALTER TABLE page_entries ADD COLUMN guard bytea NOT NULL DEFAULT '';
