-- Keys of the service, wrapped by the master key, which is never in the database.
CREATE TABLE keys (
    key_id        text        PRIMARY KEY,
    purpose       text        NOT NULL CHECK (purpose IN ('code', 'fingerprint', 'mailbox')),
    wrapped       bytea       NOT NULL,
    master_key_id text        NOT NULL,
    created_at    timestamptz NOT NULL DEFAULT wall_clock()
);
-- One key for all instances, however many start at once, where keys do not rotate.
CREATE UNIQUE INDEX keys_that_stay ON keys (purpose) WHERE purpose <> 'code';
GRANT SELECT, INSERT, DELETE ON keys TO countersign_service;

-- Access keys of the API, hashed: a key is shown once, when it is made.
CREATE TABLE api_keys (
    api_key_id   uuid        PRIMARY KEY,
    role         text        NOT NULL
                 CHECK (role IN ('portal', 'support', 'auditor', 'analyst', 'operator')),
    owner        text        NOT NULL CHECK (owner <> ''),
    hash         bytea       NOT NULL UNIQUE,
    created_at   timestamptz NOT NULL DEFAULT wall_clock(),
    last_used_at timestamptz,
    revoked_at   timestamptz
);
GRANT SELECT, INSERT, UPDATE ON api_keys TO countersign_service;
