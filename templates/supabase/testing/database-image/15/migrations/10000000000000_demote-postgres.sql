-- supabase/postgres, migrations/db/migrations/10000000000000_demote-postgres.sql at 7db7e1a9, lines 4-16.
GRANT ALL ON DATABASE postgres TO postgres;
GRANT ALL ON SCHEMA auth, extensions, storage TO postgres;
GRANT ALL ON ALL TABLES IN SCHEMA auth, extensions, storage TO postgres;
GRANT ALL ON ALL SEQUENCES IN SCHEMA auth, extensions, storage TO postgres;
GRANT ALL ON ALL ROUTINES IN SCHEMA auth, extensions, storage TO postgres;
-- line 17: the role that ran everything so far is no superuser from here on
ALTER ROLE postgres NOSUPERUSER CREATEDB CREATEROLE LOGIN REPLICATION BYPASSRLS;
