-- Where analytics keeps the logs.
\set owner `echo "$POSTGRES_USER"`
\c _supabase
CREATE SCHEMA IF NOT EXISTS _analytics AUTHORIZATION :"owner";
\c postgres
