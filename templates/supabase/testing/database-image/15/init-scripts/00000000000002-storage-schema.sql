-- supabase/postgres, migrations/db/init-scripts/00000000000002-storage-schema.sql at 7db7e1a9. Of its tables and functions one each.
-- lines 3, 5-8
CREATE SCHEMA IF NOT EXISTS storage AUTHORIZATION supabase_admin;
GRANT USAGE ON SCHEMA storage TO postgres, anon, authenticated, service_role;
ALTER DEFAULT PRIVILEGES IN SCHEMA storage GRANT ALL ON TABLES TO postgres, anon, authenticated, service_role;
ALTER DEFAULT PRIVILEGES IN SCHEMA storage GRANT ALL ON FUNCTIONS TO postgres, anon, authenticated, service_role;
ALTER DEFAULT PRIVILEGES IN SCHEMA storage GRANT ALL ON SEQUENCES TO postgres, anon, authenticated, service_role;
-- lines 10-18, 51-61, 100-105
CREATE TABLE storage.buckets (id text PRIMARY KEY, name text NOT NULL, owner uuid REFERENCES auth.users (id));
CREATE FUNCTION storage.filename(name text) RETURNS text LANGUAGE sql AS $$ SELECT split_part(name, '/', -1) $$;
CREATE TABLE storage.migrations (id integer PRIMARY KEY, name varchar(100) UNIQUE NOT NULL);
-- lines 107-108, 111, 113-114, 116
CREATE ROLE supabase_storage_admin LOGIN NOINHERIT CREATEROLE NOREPLICATION;
GRANT ALL ON SCHEMA storage TO supabase_storage_admin;
ALTER ROLE supabase_storage_admin SET search_path = 'storage';
ALTER TABLE storage.buckets OWNER TO supabase_storage_admin;
ALTER TABLE storage.migrations OWNER TO supabase_storage_admin;
ALTER FUNCTION storage.filename(text) OWNER TO supabase_storage_admin;
