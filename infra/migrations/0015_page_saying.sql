-- What a page of a session is to say first, once, and the page's path: what came of the form that was
-- sent there. A key or a refusal, and never what was keyed in.
ALTER TABLE page_sessions ADD COLUMN saying jsonb, ADD COLUMN saying_at text;
