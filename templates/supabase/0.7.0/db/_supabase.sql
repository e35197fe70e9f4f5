-- A database of its own for what the services keep about themselves: logs and the pooler's tenants. There is no CREATE DATABASE IF NOT EXISTS.
\set owner `echo "$POSTGRES_USER"`
SELECT format('CREATE DATABASE _supabase WITH OWNER %I', :'owner')
WHERE NOT EXISTS (SELECT FROM pg_database WHERE datname = '_supabase') \gexec
