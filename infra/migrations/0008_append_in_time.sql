-- The append compares the time that a decision went by too: what an instance decided before it was
-- frozen, or before the clock was set, is lost as a decision on an old version is, and decided again.
DROP FUNCTION append;
CREATE FUNCTION append(
    -- One entry a slot.
    account_ids      text[],
    versions         bigint[],   -- the account's version that was decided on
    decided_at       timestamptz[],
    event_counts     bigint[],
    stream_versions  bigint[],   -- of the account's own stream, afterwards
    folds            integer[],
    account_states   text[],
    limit_states     text[],
    password_hashes  text[],     -- null: as it was
    forgets          boolean[],  -- true: drop the account's key and secrets
    owners           text[],
    routes           text[],
    keys             text[],     -- null: no idempotency key
    fingerprints     bytea[],
    outcomes         text[],
    outcome_types    text[],
    outcome_ids      text[],
    outcome_versions bigint[],
    -- One entry an event, in order.
    event_slots      integer[],
    event_ids        uuid[],
    aggregate_types  text[],
    aggregate_ids    text[],
    sequences        bigint[],
    event_types      text[],
    event_versions   text[],
    payloads         text[],
    metadatas        text[],
    -- The slots that won, and the last position before theirs.
    OUT won          integer[],
    OUT head         bigint
) LANGUAGE plpgsql AS $$
DECLARE
    moment timestamptz;
BEGIN
    IF cardinality(account_ids) > 1 THEN
        PERFORM FROM accounts a WHERE a.account_id = ANY (account_ids)
            ORDER BY a.account_id FOR UPDATE;
    END IF;

    WITH moved AS (
        UPDATE accounts a
        SET version = a.version + s.event_count,
            stream_version = s.stream_version,
            fold = s.fold,
            account = s.account_state::json,
            limits = s.limit_state::json,
            password_hash = CASE WHEN s.forget THEN NULL
                                 ELSE coalesce(s.password_hash, a.password_hash) END,
            data_key = CASE WHEN s.forget THEN NULL ELSE a.data_key END
        FROM unnest(account_ids, versions, decided_at, event_counts, stream_versions, folds,
                    account_states, limit_states, password_hashes, forgets, owners, routes, keys)
             WITH ORDINALITY AS s (account_id, version, decided_at, event_count, stream_version,
                    fold, account_state, limit_state, password_hash, forget, owner, route, key,
                    slot)
        WHERE a.account_id = s.account_id AND a.version = s.version
          AND s.decided_at BETWEEN wall_clock() - interval '10 seconds'
                               AND wall_clock() + interval '10 seconds'
          AND NOT EXISTS (SELECT FROM answered r
                          WHERE r.owner = s.owner AND r.route = s.route AND r.key = s.key)
        RETURNING s.slot::integer
    )
    SELECT coalesce(array_agg(slot), '{}') INTO won FROM moved;
    IF won = '{}' THEN
        RETURN;
    END IF;

    INSERT INTO answered (owner, route, key, fingerprint, outcome,
                          aggregate_type, aggregate_id, version)
    SELECT s.owner, s.route, s.key, s.fingerprint, s.outcome::json,
           s.outcome_type, s.outcome_id, s.outcome_version
    FROM unnest(owners, routes, keys, fingerprints, outcomes, outcome_types, outcome_ids,
                outcome_versions)
         WITH ORDINALITY AS s (owner, route, key, fingerprint, outcome, outcome_type, outcome_id,
                outcome_version, slot)
    WHERE s.key IS NOT NULL AND s.slot = ANY (won);

    PERFORM pg_advisory_xact_lock(log_lock());
    SELECT e.position, e.recorded_at INTO head, moment
        FROM events e ORDER BY e.position DESC LIMIT 1;
    head := coalesce(head, 0);
    moment := greatest(moment, wall_clock());

    INSERT INTO events (aggregate_type, aggregate_id, sequence, event_type, event_version,
                        payload, metadata, event_id, account_id, account_version, position,
                        recorded_at)
    SELECT e.aggregate_type, e.aggregate_id, e.sequence, e.event_type, e.event_version,
           e.payload::json, e.metadata::json, e.event_id, account_ids[e.slot],
           versions[e.slot] + row_number() OVER (PARTITION BY e.slot ORDER BY e.place),
           head + row_number() OVER (ORDER BY e.place),
           moment
    FROM unnest(event_slots, event_ids, aggregate_types, aggregate_ids, sequences, event_types,
                event_versions, payloads, metadatas)
         WITH ORDINALITY AS e (slot, event_id, aggregate_type, aggregate_id, sequence, event_type,
                event_version, payload, metadata, place)
    WHERE e.slot = ANY (won);
END $$;
GRANT EXECUTE ON FUNCTION append TO countersign_service;
