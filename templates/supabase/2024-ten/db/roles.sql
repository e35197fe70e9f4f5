-- The services' roles exist in the image without passwords. Runs after webhooks.sql, which makes the last one.
\set password `echo "$POSTGRES_PASSWORD"`
ALTER ROLE authenticator WITH PASSWORD :'password';
ALTER ROLE pgbouncer WITH PASSWORD :'password';
ALTER ROLE supabase_auth_admin WITH PASSWORD :'password';
ALTER ROLE supabase_storage_admin WITH PASSWORD :'password';
ALTER ROLE supabase_functions_admin WITH PASSWORD :'password';
