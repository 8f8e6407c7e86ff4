-- Counts a mail to a mailbox, if it may go, in one round trip instead of five. Two mails to one
-- mailbox are counted one after the other; a delivery counts once, however often it is tried.
CREATE FUNCTION count_mail(
    its_handler    text,
    its_event_id   uuid,
    its_account_id text,
    its_kind       text,
    its_mailbox    bytea,
    mails_per_day  bigint,
    notice_seconds float8,      -- since the last notice of the kind; null for what is no notice
    OUT is_over_limit boolean,
    OUT is_too_soon   boolean
) LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_advisory_xact_lock(hashtextextended(encode(its_mailbox, 'hex'), 0));
    is_over_limit := mails_per_day <= (
        SELECT count(*) FROM deliveries d
        WHERE d.mailbox = its_mailbox AND d.mailed_at > wall_clock() - interval '24 hours'
          AND (d.handler, d.event_id) <> (its_handler, its_event_id));
    is_too_soon := notice_seconds IS NOT NULL AND EXISTS (
        SELECT FROM deliveries d
        WHERE d.account_id = its_account_id AND d.mail_kind = its_kind
          AND d.mailed_at > wall_clock() - make_interval(secs => notice_seconds)
          AND (d.handler, d.event_id) <> (its_handler, its_event_id));
    IF NOT is_over_limit AND NOT is_too_soon THEN
        UPDATE deliveries d
        SET mailbox = its_mailbox, mail_kind = its_kind, mailed_at = wall_clock()
        WHERE d.handler = its_handler AND d.event_id = its_event_id;
    END IF;
END $$;
GRANT EXECUTE ON FUNCTION count_mail TO countersign_service;
