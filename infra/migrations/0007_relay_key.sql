-- The relay marks its messages under a key of its own, so that a message of ours is told from any
-- other even where the log no longer has its event.
ALTER TABLE keys DROP CONSTRAINT keys_purpose_check;
ALTER TABLE keys ADD CONSTRAINT keys_purpose_check
    CHECK (purpose IN ('code', 'fingerprint', 'mailbox', 'relay'));
