-- supabase/postgres, migrations/db/init-scripts/00000000000001-auth-schema.sql at 7db7e1a9. Of its tables those alone that others refer to.
-- lines 3, 7-30, 78-81
CREATE SCHEMA IF NOT EXISTS auth AUTHORIZATION supabase_admin;
CREATE TABLE auth.users (id uuid PRIMARY KEY, email varchar(255) UNIQUE);
CREATE TABLE auth.schema_migrations (version varchar(255) PRIMARY KEY);
-- lines 94-96, 109
CREATE FUNCTION auth.uid() RETURNS uuid LANGUAGE sql STABLE
  AS $$ SELECT nullif(current_setting('request.jwt.claim.sub', true), '')::uuid $$;
GRANT USAGE ON SCHEMA auth TO anon, authenticated, service_role;
-- lines 112-117, 121
CREATE ROLE supabase_auth_admin LOGIN NOINHERIT CREATEROLE NOREPLICATION;
GRANT ALL ON SCHEMA auth TO supabase_auth_admin;
GRANT ALL ON ALL TABLES IN SCHEMA auth TO supabase_auth_admin;
ALTER ROLE supabase_auth_admin SET search_path = 'auth';
ALTER TABLE auth.users OWNER TO supabase_auth_admin;
ALTER TABLE auth.schema_migrations OWNER TO supabase_auth_admin;
