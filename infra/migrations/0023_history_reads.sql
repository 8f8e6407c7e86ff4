-- Who read which history, when and why; and the role of those who read.

-- Read models and housekeeping never touch it: nothing that was read is forgotten.
CREATE TABLE history_reads (
    read_id    bigint      GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    reader     text        NOT NULL CHECK (length(reader) BETWEEN 1 AND 200),
    means      text        NOT NULL
                           CHECK (means IN ('history', 'log', 'replay', 'diff', 'export', 'page')),
    account_id text,       -- null: the whole log
    reason     text        CHECK (length(reason) BETWEEN 1 AND 200),
    -- Beside what the reader says of themselves, what the database knows. Nobody but its owner can
    -- set these two: see the grants.
    login      text        NOT NULL DEFAULT session_user,
    read_at    timestamptz NOT NULL DEFAULT wall_clock()
);
CREATE INDEX history_reads_by_account ON history_reads (account_id, read_id);

CREATE FUNCTION refuse_forgetting() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
    RAISE EXCEPTION 'who read what is never changed or deleted'
        USING ERRCODE = 'insufficient_privilege';
END $$;
CREATE TRIGGER reads_are_never_lost BEFORE UPDATE OR DELETE OR TRUNCATE ON history_reads
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_forgetting();

GRANT SELECT, INSERT (reader, means, account_id, reason) ON history_reads TO countersign_service;
GRANT EXECUTE ON FUNCTION refuse_forgetting TO countersign_service;

-- A login becomes an auditor by membership. Whoever may make no role (any more) can have this one
-- made beforehand; or another database of the cluster has it, or is making it right now.
DO $$ BEGIN
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'countersign_auditor') THEN
        CREATE ROLE countersign_auditor NOLOGIN;
    END IF;
EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL;
END $$;

GRANT USAGE ON SCHEMA public TO countersign_auditor;
GRANT SELECT ON events, checkpoints, cosigned_checkpoints, tree_tiles, log_keys, history_reads,
    _sqlx_migrations TO countersign_auditor;
-- How many events there have to be; nothing else of an account.
GRANT SELECT (account_id, version) ON accounts TO countersign_auditor;
GRANT INSERT (reader, means, account_id, reason) ON history_reads TO countersign_auditor;
GRANT EXECUTE ON FUNCTION wall_clock, refuse_forgetting TO countersign_auditor;
