-- supabase/postgres, migrations/db/migrations/20230224042246_grant_extensions_perms_for_postgres.sql at 7db7e1a9, lines 2-4: over what
-- our webhooks.sql made in this schema too.
GRANT ALL ON ALL TABLES IN SCHEMA extensions TO postgres WITH GRANT OPTION;
GRANT ALL ON ALL ROUTINES IN SCHEMA extensions TO postgres WITH GRANT OPTION;
GRANT ALL ON ALL SEQUENCES IN SCHEMA extensions TO postgres WITH GRANT OPTION;
