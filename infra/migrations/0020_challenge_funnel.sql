-- When each challenge came by each step, and how many wrong codes it met: a projection, so its rows
-- carry a generation. It fills itself from the first event on.
CREATE TABLE challenge_funnel (
    generation   bigint      NOT NULL,
    challenge_id uuid        NOT NULL,
    purpose      text        NOT NULL,
    opened_at    timestamptz NOT NULL,
    code_sent_at timestamptz,  -- the first one
    passed_at    timestamptz,
    cancelled_at timestamptz,
    expired_at   timestamptz,
    locked_at    timestamptz,
    wrong_codes  bigint      NOT NULL,
    PRIMARY KEY (generation, challenge_id)
) WITH (fillfactor = 70);
CREATE INDEX challenge_funnel_by_opening ON challenge_funnel (generation, opened_at);
GRANT SELECT, INSERT, UPDATE, DELETE ON challenge_funnel TO countersign_service;
