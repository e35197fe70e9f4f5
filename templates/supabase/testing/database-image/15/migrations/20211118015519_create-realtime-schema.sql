-- supabase/postgres, migrations/db/migrations/20211118015519_create-realtime-schema.sql at 7db7e1a9, line 4; 20211122051245, line 4.
CREATE SCHEMA IF NOT EXISTS realtime;
GRANT USAGE ON SCHEMA realtime TO postgres;
