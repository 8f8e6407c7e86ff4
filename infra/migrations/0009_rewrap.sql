-- A new master key wraps everything anew.
GRANT UPDATE (wrapped, master_key_id) ON keys TO countersign_service;
