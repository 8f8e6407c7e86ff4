-- The ground everything stands on: who may do what, and what time it is.

-- The service's role owns nothing. A login role becomes a service by membership. Roles belong to
-- the whole cluster, so another database may have made it already, or be making it right now.
DO $$ BEGIN
    CREATE ROLE countersign_service NOLOGIN;
EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL;
END $$;

REVOKE CREATE ON SCHEMA public FROM PUBLIC;
GRANT USAGE ON SCHEMA public TO countersign_service;
-- The service checks that the schema is the one it was built for.
GRANT SELECT ON _sqlx_migrations TO countersign_service;

-- The one clock: every limit, expiry and timer goes by it, whatever an instance's own clock says.
-- Tests replace this function to shift the time.
CREATE FUNCTION wall_clock() RETURNS timestamptz LANGUAGE sql VOLATILE PARALLEL SAFE
    RETURN clock_timestamp();
