-- Assertions are signed under keys that rotate, several of which there are at a time.
ALTER TABLE keys DROP CONSTRAINT keys_purpose_check;
ALTER TABLE keys ADD CONSTRAINT keys_purpose_check
    CHECK (purpose IN ('code', 'fingerprint', 'mailbox', 'relay', 'assertion'));
DROP INDEX keys_that_stay;
CREATE UNIQUE INDEX keys_that_stay ON keys (purpose) WHERE purpose NOT IN ('code', 'assertion');
