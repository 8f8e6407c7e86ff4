-- The log as a Merkle tree, and what was signed of it.

CREATE FUNCTION refuse_loss() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
    RAISE EXCEPTION 'what was signed is never changed or deleted'
        USING ERRCODE = 'insufficient_privilege';
END $$;

-- The tree's hashes, in tiles of up to 256. A tile grows to the right and changes in no other way.
CREATE TABLE tree_tiles (
    level  smallint NOT NULL CHECK (level >= 0),
    number bigint   NOT NULL CHECK (number >= 0),
    hashes bytea    NOT NULL CHECK (length(hashes) % 32 = 0 AND length(hashes) BETWEEN 32 AND 8192),
    PRIMARY KEY (level, number)
);
ALTER TABLE tree_tiles ALTER hashes SET STORAGE EXTERNAL;  -- hashes do not compress
CREATE FUNCTION let_tile_grow() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
    IF NEW.level <> OLD.level OR NEW.number <> OLD.number
       OR substr(NEW.hashes, 1, length(OLD.hashes)) <> OLD.hashes THEN
        RAISE EXCEPTION 'what was signed is never changed or deleted'
            USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER tiles_only_grow BEFORE UPDATE ON tree_tiles
    FOR EACH ROW EXECUTE FUNCTION let_tile_grow();
CREATE TRIGGER tiles_are_never_lost BEFORE DELETE OR TRUNCATE ON tree_tiles
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_loss();

-- What the log signed: never two of one size under one name.
CREATE TABLE checkpoints (
    origin    text        NOT NULL,
    size      bigint      NOT NULL CHECK (size >= 1),
    root      bytea       NOT NULL CHECK (length(root) = 32),
    note      bytea       NOT NULL,
    signed_at timestamptz NOT NULL DEFAULT wall_clock(),
    PRIMARY KEY (origin, size)
);
CREATE INDEX checkpoints_by_size ON checkpoints (size);
CREATE TRIGGER checkpoints_are_never_lost BEFORE UPDATE OR DELETE OR TRUNCATE ON checkpoints
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_loss();

-- The same with a witness's signature.
CREATE TABLE cosigned_checkpoints (
    origin      text        NOT NULL,
    size        bigint      NOT NULL,
    witness     text        NOT NULL,
    note        bytea       NOT NULL,
    cosigned_at timestamptz NOT NULL DEFAULT wall_clock(),
    PRIMARY KEY (origin, size, witness),
    FOREIGN KEY (origin, size) REFERENCES checkpoints
);
CREATE TRIGGER cosigned_are_never_lost BEFORE UPDATE OR DELETE OR TRUNCATE ON cosigned_checkpoints
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_loss();

-- What is public of the keys that ever signed.
CREATE TABLE log_keys (
    vkey    text        PRIMARY KEY,
    made_at timestamptz NOT NULL DEFAULT wall_clock()
);
CREATE TRIGGER log_keys_are_never_lost BEFORE UPDATE OR DELETE OR TRUNCATE ON log_keys
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_loss();

-- Keeps what was signed, unless somebody else signed since `base`: checking and storing are one step.
CREATE FUNCTION keep_checkpoint(
    base         bigint,
    log_origin   text,
    tree_size    bigint,
    tree_root    bytea,
    signed_note  bytea,
    levels       smallint[],
    numbers      bigint[],
    tiles        bytea[]
) RETURNS boolean LANGUAGE plpgsql AS $$ BEGIN
    PERFORM pg_advisory_xact_lock(log_lock() + 1);
    IF (SELECT coalesce(max(c.size), 0) FROM checkpoints c) <> base THEN
        RETURN false;
    END IF;
    INSERT INTO tree_tiles AS t (level, number, hashes)
        SELECT * FROM unnest(levels, numbers, tiles)
        ON CONFLICT (level, number) DO UPDATE SET hashes = excluded.hashes
            WHERE t.hashes <> excluded.hashes;
    INSERT INTO checkpoints (origin, size, root, note)
        VALUES (log_origin, tree_size, tree_root, signed_note);
    RETURN true;
END $$;

ALTER TABLE keys DROP CONSTRAINT keys_purpose_check;
ALTER TABLE keys ADD CONSTRAINT keys_purpose_check
    CHECK (purpose IN ('code', 'fingerprint', 'mailbox', 'relay', 'assertion', 'log'));
DROP INDEX keys_that_stay;
CREATE UNIQUE INDEX keys_that_stay ON keys (purpose)
    WHERE purpose NOT IN ('code', 'assertion', 'log');

GRANT SELECT, INSERT, UPDATE ON tree_tiles TO countersign_service;
GRANT SELECT, INSERT ON checkpoints, cosigned_checkpoints, log_keys TO countersign_service;
GRANT EXECUTE ON FUNCTION keep_checkpoint, refuse_loss, let_tile_grow TO countersign_service;
