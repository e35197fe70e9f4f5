-- supabase/postgres, migrations/db/migrations/20250402065937_alter_internal_event_triggers_owner_to_supabase_admin.sql at 3fb8a3b5,
-- lines 2, 4, 6, 8-10: the event trigger is made a second time, on a function that is supabase_admin's.
DROP EVENT TRIGGER IF EXISTS issue_pg_net_access;
ALTER FUNCTION extensions.grant_pg_net_access OWNER TO supabase_admin;
REVOKE ALL ON FUNCTION extensions.grant_pg_net_access FROM postgres CASCADE;
CREATE EVENT TRIGGER issue_pg_net_access ON ddl_command_end WHEN TAG IN ('CREATE EXTENSION')
  EXECUTE FUNCTION extensions.grant_pg_net_access();
