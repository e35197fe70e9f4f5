-- supabase/postgres, migrations/db/migrations/20250220051611_pg_net_perms_fix.sql at 6c8e204b, lines 2-61: where pg_net is there, which our
-- webhooks.sql made, the event trigger's function is replaced by one that touches old releases of pg_net only, and what it did is undone.
DO $$
BEGIN
  IF EXISTS (SELECT FROM pg_extension WHERE extname = 'pg_net') THEN
    CREATE OR REPLACE FUNCTION extensions.grant_pg_net_access() RETURNS event_trigger LANGUAGE plpgsql AS $func$
    BEGIN
      IF EXISTS (
        SELECT FROM pg_event_trigger_ddl_commands() made JOIN pg_extension ON pg_extension.oid = made.objid WHERE extname = 'pg_net'
      ) THEN
        GRANT USAGE ON SCHEMA net TO supabase_functions_admin, postgres, anon, authenticated, service_role;
      END IF;
    END $func$;
    ALTER FUNCTION net.http_get(url text, params jsonb, headers jsonb, timeout_milliseconds integer) SECURITY INVOKER;
    ALTER FUNCTION net.http_post(url text, body jsonb, params jsonb, headers jsonb, timeout_milliseconds integer) SECURITY INVOKER;
    REVOKE EXECUTE ON FUNCTION net.http_get(text, jsonb, jsonb, integer), net.http_post(text, jsonb, jsonb, jsonb, integer)
      FROM supabase_functions_admin, postgres, anon, authenticated, service_role;
    GRANT ALL ON FUNCTION net.http_get(text, jsonb, jsonb, integer), net.http_post(text, jsonb, jsonb, jsonb, integer) TO PUBLIC;
  END IF;
END $$;
