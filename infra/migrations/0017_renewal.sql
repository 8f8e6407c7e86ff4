-- The session that a click on Okay goes on under is there before two-factor is on, which its guard
-- awaits. Until when, and at which setup, the token before leads to it still: an answer may get lost.
ALTER TABLE page_sessions ADD COLUMN renews_at text, ADD COLUMN renews_until timestamptz;
