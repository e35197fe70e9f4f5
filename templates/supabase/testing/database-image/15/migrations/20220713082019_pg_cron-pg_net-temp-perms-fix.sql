-- supabase/postgres, migrations/db/migrations/20220713082019_pg_cron-pg_net-temp-perms-fix.sql at 7db7e1a9, lines 34-72: where pg_net is
-- there already, which our webhooks.sql made, it gets its grants once more, and both functions must exist with these arguments.
DO $$
BEGIN
  IF EXISTS (SELECT FROM pg_extension WHERE extname = 'pg_net') THEN
    GRANT USAGE ON SCHEMA net TO supabase_functions_admin, postgres, anon, authenticated, service_role;
    ALTER FUNCTION net.http_get(url text, params jsonb, headers jsonb, timeout_milliseconds integer) SECURITY DEFINER SET search_path = net;
    ALTER FUNCTION net.http_post(url text, body jsonb, params jsonb, headers jsonb, timeout_milliseconds integer)
      SECURITY DEFINER SET search_path = net;
  END IF;
END $$;
