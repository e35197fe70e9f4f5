-- Where the pooler keeps its tenants.
\set owner `echo "$POSTGRES_USER"`
\c _supabase
CREATE SCHEMA IF NOT EXISTS _supavisor AUTHORIZATION :"owner";
\c postgres
