-- supabase/postgres, migrations/db/init-scripts/00000000000003-post-setup.sql at 7db7e1a9.
-- lines 3, 4
ALTER ROLE supabase_admin SET search_path TO "\$user", public, auth, extensions;
ALTER ROLE postgres SET search_path TO "\$user", public, extensions;

-- lines 7-44: fires at every CREATE SCHEMA, and fails where one command makes more than one: it takes what was made for one value.
CREATE FUNCTION extensions.grant_pg_cron_access() RETURNS event_trigger LANGUAGE plpgsql AS $$
DECLARE
  made text := (
    SELECT nspname FROM pg_event_trigger_ddl_commands() made LEFT JOIN pg_namespace ON pg_namespace.oid = made.objid
  );
BEGIN
  IF made = 'cron' THEN
    GRANT USAGE ON SCHEMA cron TO postgres WITH GRANT OPTION;
  END IF;
END $$;
CREATE EVENT TRIGGER issue_pg_cron_access ON ddl_command_end WHEN TAG IN ('CREATE SCHEMA')
  EXECUTE FUNCTION extensions.grant_pg_cron_access();
COMMENT ON FUNCTION extensions.grant_pg_cron_access IS 'pg_cron';

-- lines 47-85: whoever makes pg_net makes the webhooks' role too, and needs both functions with exactly these arguments.
CREATE FUNCTION extensions.grant_pg_net_access() RETURNS event_trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NOT EXISTS (
    SELECT FROM pg_event_trigger_ddl_commands() made JOIN pg_extension ON pg_extension.oid = made.objid WHERE extname = 'pg_net'
  ) THEN
    RETURN;
  END IF;
  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'supabase_functions_admin') THEN
    CREATE ROLE supabase_functions_admin LOGIN NOINHERIT CREATEROLE NOREPLICATION;
  END IF;
  GRANT USAGE ON SCHEMA net TO supabase_functions_admin, postgres, anon, authenticated, service_role;
  ALTER FUNCTION net.http_get(text, jsonb, jsonb, integer) SECURITY DEFINER SET search_path = net;
  ALTER FUNCTION net.http_post(text, jsonb, jsonb, jsonb, integer) SECURITY DEFINER SET search_path = net;
  REVOKE ALL ON FUNCTION net.http_get(text, jsonb, jsonb, integer), net.http_post(text, jsonb, jsonb, jsonb, integer) FROM PUBLIC;
  GRANT EXECUTE ON FUNCTION net.http_get(text, jsonb, jsonb, integer), net.http_post(text, jsonb, jsonb, jsonb, integer)
    TO supabase_functions_admin, postgres, anon, authenticated, service_role;
END $$;
COMMENT ON FUNCTION extensions.grant_pg_net_access IS 'pg_net';
-- lines 87-101
DO $$
BEGIN
  IF NOT EXISTS (SELECT FROM pg_event_trigger WHERE evtname = 'issue_pg_net_access') THEN
    CREATE EVENT TRIGGER issue_pg_net_access ON ddl_command_end WHEN TAG IN ('CREATE EXTENSION')
      EXECUTE FUNCTION extensions.grant_pg_net_access();
  END IF;
END $$;

-- lines 104-117
CREATE ROLE dashboard_user NOSUPERUSER CREATEDB CREATEROLE REPLICATION;
GRANT ALL ON DATABASE postgres TO dashboard_user;
GRANT ALL ON SCHEMA auth, extensions, storage TO dashboard_user;
GRANT ALL ON ALL TABLES IN SCHEMA auth, extensions TO dashboard_user;
GRANT ALL ON ALL SEQUENCES IN SCHEMA auth, extensions, storage TO dashboard_user;
GRANT ALL ON ALL ROUTINES IN SCHEMA auth, extensions, storage TO dashboard_user;
