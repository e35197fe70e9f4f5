-- supabase/postgres, migrations/db/migrations at 7db7e1a9: 20220609081115, line 8; 20221103090837, line 2; 20230201083204, line 2;
-- 20231013070755, line 2.
GRANT supabase_auth_admin, supabase_storage_admin TO postgres;
REVOKE supabase_admin FROM authenticator;
GRANT anon, authenticated, service_role TO postgres;
GRANT authenticator TO supabase_storage_admin;
