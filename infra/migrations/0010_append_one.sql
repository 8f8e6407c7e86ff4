-- One alone takes a plain path: the same rules as append() in statements of one row each, which
-- take about a third less of the processor. The arguments are those of append(), with one slot.
CREATE FUNCTION append_one(
    account_ids      text[],
    versions         bigint[],
    decided_at       timestamptz[],
    event_counts     bigint[],
    stream_versions  bigint[],
    folds            integer[],
    account_states   text[],
    limit_states     text[],
    password_hashes  text[],
    forgets          boolean[],
    owners           text[],
    routes           text[],
    keys             text[],
    fingerprints     bytea[],
    outcomes         text[],
    outcome_types    text[],
    outcome_ids      text[],
    outcome_versions bigint[],
    event_slots      integer[],
    event_ids        uuid[],
    aggregate_types  text[],
    aggregate_ids    text[],
    sequences        bigint[],
    event_types      text[],
    event_versions   text[],
    payloads         text[],
    metadatas        text[],
    OUT won          integer[],
    OUT head         bigint
) LANGUAGE plpgsql AS $$
DECLARE
    moment timestamptz;
BEGIN
    won := '{}';
    UPDATE accounts a
    SET version = a.version + event_counts[1],
        stream_version = stream_versions[1],
        fold = folds[1],
        account = account_states[1]::json,
        limits = limit_states[1]::json,
        password_hash = CASE WHEN forgets[1] THEN NULL
                             ELSE coalesce(password_hashes[1], a.password_hash) END,
        data_key = CASE WHEN forgets[1] THEN NULL ELSE a.data_key END
    WHERE a.account_id = account_ids[1] AND a.version = versions[1]
      AND decided_at[1] BETWEEN wall_clock() - interval '10 seconds'
                            AND wall_clock() + interval '10 seconds'
      AND (keys[1] IS NULL OR NOT EXISTS (
          SELECT FROM answered r
          WHERE r.owner = owners[1] AND r.route = routes[1] AND r.key = keys[1]));
    IF NOT FOUND THEN
        RETURN;
    END IF;
    won := '{1}';

    IF keys[1] IS NOT NULL THEN
        INSERT INTO answered (owner, route, key, fingerprint, outcome,
                              aggregate_type, aggregate_id, version)
        VALUES (owners[1], routes[1], keys[1], fingerprints[1], outcomes[1]::json,
                outcome_types[1], outcome_ids[1], outcome_versions[1]);
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
                metadatas[place]::json, event_ids[place], account_ids[1], versions[1] + place,
                head + place, moment);
    END LOOP;
END $$;
GRANT EXECUTE ON FUNCTION append_one TO countersign_service;
