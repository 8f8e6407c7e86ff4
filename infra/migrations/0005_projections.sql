-- Read models. Each projection keeps its rows by generation: a rebuild fills a new generation
-- beside the one that readers see, and takes its place in one transaction. A generation below the
-- serving one is being forgotten, one above it is being filled.
CREATE TABLE projections (
    name       text        NOT NULL,
    generation bigint      NOT NULL,
    position   bigint      NOT NULL DEFAULT 0,   -- the last event whose rows are in
    serving    boolean     NOT NULL DEFAULT false,
    updated_at timestamptz NOT NULL DEFAULT wall_clock(),
    PRIMARY KEY (name, generation)
);
CREATE UNIQUE INDEX projections_serving ON projections (name) WHERE serving;
GRANT SELECT, INSERT, UPDATE, DELETE ON projections TO countersign_service;

CREATE TABLE account_security (
    generation      bigint NOT NULL,
    account_id      text   NOT NULL,
    account_version bigint NOT NULL,  -- of the last event folded in
    position        bigint NOT NULL,  -- of the same
    security        jsonb  NOT NULL,  -- the fold; addresses in it are sealed
    PRIMARY KEY (generation, account_id)
) WITH (fillfactor = 70);
GRANT SELECT, INSERT, UPDATE, DELETE ON account_security TO countersign_service;

-- When each enrollment came by each step.
CREATE TABLE enrollment_funnel (
    generation           bigint      NOT NULL,
    enrollment_id        uuid        NOT NULL,
    started_at           timestamptz NOT NULL,
    password_verified_at timestamptz,
    code_sent_at         timestamptz,  -- the first one
    code_confirmed_at    timestamptz,
    activated_at         timestamptz,
    cancelled_at         timestamptz,
    expired_at           timestamptz,
    locked_at            timestamptz,
    PRIMARY KEY (generation, enrollment_id)
) WITH (fillfactor = 70);
CREATE INDEX enrollment_funnel_by_start ON enrollment_funnel (generation, started_at);
GRANT SELECT, INSERT, UPDATE, DELETE ON enrollment_funnel TO countersign_service;
