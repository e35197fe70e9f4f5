-- supabase/postgres, migrations/db/migrations/20250421084701_revoke_admin_roles_from_postgres.sql at 96d88738, lines 2-6, 14, 15; 20250605172253
-- at e0ee3c5b, lines 5-9, which acts on 16 and newer.
REVOKE supabase_storage_admin FROM postgres;
REVOKE CREATE ON SCHEMA storage FROM postgres;
REVOKE supabase_auth_admin FROM postgres;
REVOKE CREATE ON SCHEMA auth FROM postgres;
GRANT anon, authenticated, service_role TO postgres WITH ADMIN OPTION;
