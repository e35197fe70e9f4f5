-- supabase/postgres, migrations/db/migrations/20231020085357_revoke_writes_on_cron_job_from_postgres.sql at 7db7e1a9, lines 10-46: the
-- event trigger of pg_cron listens to CREATE EXTENSION from here on.
CREATE OR REPLACE FUNCTION extensions.grant_pg_cron_access() RETURNS event_trigger LANGUAGE plpgsql AS $$
BEGIN
  IF EXISTS (
    SELECT FROM pg_event_trigger_ddl_commands() made JOIN pg_extension ON pg_extension.oid = made.objid WHERE extname = 'pg_cron'
  ) THEN
    GRANT USAGE ON SCHEMA cron TO postgres WITH GRANT OPTION;
  END IF;
END $$;
DROP EVENT TRIGGER IF EXISTS issue_pg_cron_access;
CREATE EVENT TRIGGER issue_pg_cron_access ON ddl_command_end WHEN TAG IN ('CREATE EXTENSION')
  EXECUTE FUNCTION extensions.grant_pg_cron_access();
