-- supabase/postgres, ansible/files/stat_extension.sql at 7db7e1a9 (Dockerfile-15:192 puts it here), lines 1, 2.
CREATE SCHEMA IF NOT EXISTS extensions;
CREATE EXTENSION IF NOT EXISTS pg_stat_statements SCHEMA extensions;
