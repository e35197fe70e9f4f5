-- supabase/postgres, migrations/db/migrations/20220317095840_pg_graphql.sql at 7db7e1a9, lines 2, 48-92 (its function as
-- 20231017062225 has it): fires at every CREATE FUNCTION, and fails where one command makes more than one.
CREATE SCHEMA IF NOT EXISTS graphql_public;
CREATE FUNCTION extensions.grant_pg_graphql_access() RETURNS event_trigger LANGUAGE plpgsql AS $$
DECLARE
  made text := (SELECT proname FROM pg_event_trigger_ddl_commands() made LEFT JOIN pg_proc ON pg_proc.oid = made.objid);
BEGIN
  IF made = 'resolve' THEN
    GRANT USAGE ON SCHEMA graphql TO postgres, anon, authenticated, service_role;
  END IF;
END $$;
CREATE EVENT TRIGGER issue_pg_graphql_access ON ddl_command_end WHEN TAG IN ('CREATE FUNCTION')
  EXECUTE FUNCTION extensions.grant_pg_graphql_access();
