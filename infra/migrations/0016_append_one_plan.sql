-- Left to itself, PostgreSQL plans the UPDATE in here anew at each call, since a plan for values it
-- knows looks cheaper to it than one for any: that was more than a third of the call. There is one
-- way to find an account by its id.
ALTER FUNCTION append_one(
    text, bigint, timestamptz, bigint, integer, text, text, text, boolean, text, text, text, bytea,
    text, text, text, bigint, text, uuid[], text[], text[], bigint[], text[], text[], text[]
) SET plan_cache_mode = force_generic_plan;
