-- When whatever runs out by itself does, setups and challenges alike: a projection, so its rows carry
-- a generation. It takes the place of the one that knew of setups alone, and fills itself.
CREATE TABLE timers (
    generation     bigint      NOT NULL,
    aggregate_type text        NOT NULL,
    aggregate_id   text        NOT NULL,
    due_at         timestamptz NOT NULL,
    PRIMARY KEY (generation, aggregate_type, aggregate_id)
);
CREATE INDEX timers_due ON timers (generation, due_at, aggregate_type, aggregate_id);
GRANT SELECT, INSERT, UPDATE, DELETE ON timers TO countersign_service;

DELETE FROM projections WHERE name = 'setup_timers';
DROP TABLE setup_timers;
