-- One alone hands its values over as they are: taking each out of an array of one costs a tenth of
-- the call. The rules are those of append(), in the same order. The function of arrays stays beside
-- it, for instances of the version before that go on while others are replaced.
CREATE FUNCTION append_one(
    its_account_id     text,
    its_version        bigint,   -- the account's version that was decided on
    decided_at         timestamptz,
    its_stream_version bigint,   -- of the account's own stream, afterwards
    its_fold           integer,
    account_state      text,
    limit_state        text,
    new_password_hash  text,     -- null: as it was
    forgets            boolean,  -- true: drop the account's key and secrets
    its_owner          text,
    its_route          text,
    its_key            text,     -- null: no idempotency key
    its_fingerprint    bytea,
    its_outcome        text,
    outcome_type       text,
    outcome_id         text,
    outcome_version    bigint,
    its_metadata       text,
    -- One entry an event, in order.
    event_ids          uuid[],
    aggregate_types    text[],
    aggregate_ids      text[],
    sequences          bigint[],
    event_types        text[],
    event_versions     text[],
    payloads           text[]
) RETURNS bigint                 -- the last position; null where it lost
LANGUAGE plpgsql AS $$
DECLARE
    head   bigint;
    moment timestamptz;
BEGIN
    UPDATE accounts a
    SET version = a.version + cardinality(event_ids),
        stream_version = its_stream_version,
        fold = its_fold,
        account = account_state::json,
        limits = limit_state::json,
        password_hash = CASE WHEN forgets THEN NULL
                             ELSE coalesce(new_password_hash, a.password_hash) END,
        data_key = CASE WHEN forgets THEN NULL ELSE a.data_key END
    WHERE a.account_id = its_account_id AND a.version = its_version
      AND decided_at BETWEEN wall_clock() - interval '10 seconds'
                         AND wall_clock() + interval '10 seconds'
      AND (its_key IS NULL OR NOT EXISTS (
          SELECT FROM answered r
          WHERE r.owner = its_owner AND r.route = its_route AND r.key = its_key));
    IF NOT FOUND THEN
        RETURN NULL;
    END IF;

    IF its_key IS NOT NULL THEN
        INSERT INTO answered (owner, route, key, fingerprint, outcome,
                              aggregate_type, aggregate_id, version)
        VALUES (its_owner, its_route, its_key, its_fingerprint, its_outcome::json,
                outcome_type, outcome_id, outcome_version);
    END IF;

    PERFORM pg_advisory_xact_lock(log_lock());
    SELECT e.position, e.recorded_at INTO head, moment
        FROM events e ORDER BY e.position DESC LIMIT 1;
    head := coalesce(head, 0);
    moment := greatest(moment, wall_clock());

    FOR place IN 1 .. cardinality(event_ids) LOOP
        INSERT INTO events (aggregate_type, aggregate_id, sequence, event_type, event_version,
                            payload, metadata, event_id, account_id, account_version, position,
                            recorded_at)
        VALUES (aggregate_types[place], aggregate_ids[place], sequences[place],
                event_types[place], event_versions[place], payloads[place]::json,
                its_metadata::json, event_ids[place], its_account_id, its_version + place,
                head + place, moment);
    END LOOP;
    RETURN head + cardinality(event_ids);
END $$;
GRANT EXECUTE ON FUNCTION append_one(
    text, bigint, timestamptz, bigint, integer, text, text, text, boolean, text, text, text, bytea,
    text, text, text, bigint, text, uuid[], text[], text[], bigint[], text[], text[], text[]
) TO countersign_service;
