-- A database of its own for what the services keep about themselves: logs and the pooler's tenants.
\set owner `echo "$POSTGRES_USER"`
CREATE DATABASE _supabase WITH OWNER :"owner";
