-- supabase/postgres, ansible/files/pgbouncer_config/pgbouncer_auth_schema.sql at 7db7e1a9 (Dockerfile-15:191 puts it here), lines 1, 3, 5.
CREATE ROLE pgbouncer LOGIN;
REVOKE ALL ON SCHEMA public FROM pgbouncer;
CREATE SCHEMA pgbouncer AUTHORIZATION pgbouncer;
-- lines 7-17: whom the pooler asks for a user's password; 19-20: only it may.
CREATE FUNCTION pgbouncer.get_auth(p_usename text) RETURNS TABLE (username text, password text)
  LANGUAGE sql SECURITY DEFINER
  AS 'SELECT usename::text, passwd::text FROM pg_catalog.pg_shadow WHERE usename = p_usename';
REVOKE ALL ON FUNCTION pgbouncer.get_auth(text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION pgbouncer.get_auth(text) TO pgbouncer;
