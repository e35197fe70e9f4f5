-- Database webhooks: a trigger function that sends a row over HTTP through pg_net, and the record of what was sent.
-- Studio makes the triggers. The names are those that Studio and the services look for. The image may have some of this already,
-- and what failed half-way runs again: everything is replaced, or asked for first.
BEGIN;

DO $$
BEGIN
  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'supabase_functions_admin') THEN
    CREATE ROLE supabase_functions_admin WITH LOGIN NOINHERIT CREATEROLE NOREPLICATION;
  END IF;
END $$;
ALTER ROLE supabase_functions_admin SET search_path = 'supabase_functions';
GRANT supabase_functions_admin TO postgres;

CREATE SCHEMA IF NOT EXISTS supabase_functions AUTHORIZATION supabase_admin;
GRANT USAGE ON SCHEMA supabase_functions TO postgres, anon, authenticated, service_role;
ALTER DEFAULT PRIVILEGES IN SCHEMA supabase_functions GRANT ALL ON TABLES TO postgres, anon, authenticated, service_role;
ALTER DEFAULT PRIVILEGES IN SCHEMA supabase_functions GRANT ALL ON SEQUENCES TO postgres, anon, authenticated, service_role;
ALTER DEFAULT PRIVILEGES IN SCHEMA supabase_functions GRANT ALL ON FUNCTIONS TO postgres, anon, authenticated, service_role;

CREATE TABLE IF NOT EXISTS supabase_functions.migrations (
  version text PRIMARY KEY,
  inserted_at timestamptz NOT NULL DEFAULT now()
);
INSERT INTO supabase_functions.migrations (version) VALUES ('initial'), ('20210809183423_update_grants')
ON CONFLICT DO NOTHING;

CREATE TABLE IF NOT EXISTS supabase_functions.hooks (
  id bigserial PRIMARY KEY,
  hook_table_id integer NOT NULL,
  hook_name text NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now(),
  request_id bigint
);
CREATE INDEX IF NOT EXISTS supabase_functions_hooks_request_id_idx ON supabase_functions.hooks (request_id);
CREATE INDEX IF NOT EXISTS supabase_functions_hooks_h_table_id_h_name_idx
  ON supabase_functions.hooks (hook_table_id, hook_name);

-- Arguments of the trigger: URL, method, headers, parameters (both JSON), timeout in milliseconds. 'null' means absent.
CREATE OR REPLACE FUNCTION supabase_functions.http_request() RETURNS trigger
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = supabase_functions
AS $function$
DECLARE
  url text := nullif(TG_ARGV[0], 'null');
  method text := upper(nullif(TG_ARGV[1], 'null'));
  headers jsonb := coalesce(nullif(TG_ARGV[2], 'null')::jsonb, '{"Content-Type": "application/json"}');
  params jsonb := coalesce(nullif(TG_ARGV[3], 'null')::jsonb, '{}');
  timeout_ms integer := coalesce(nullif(TG_ARGV[4], 'null')::integer, 1000);
  sent_id bigint;
BEGIN
  IF url IS NULL THEN
    RAISE EXCEPTION 'the trigger''s first argument must be a URL';
  END IF;
  CASE method
    WHEN 'GET' THEN
      sent_id := net.http_get(url, params, headers, timeout_ms);
    WHEN 'POST' THEN
      sent_id := net.http_post(
        url,
        jsonb_build_object(
          'type', TG_OP, 'schema', TG_TABLE_SCHEMA, 'table', TG_TABLE_NAME, 'record', NEW, 'old_record', OLD
        ),
        params, headers, timeout_ms
      );
    ELSE
      RAISE EXCEPTION 'the trigger''s second argument must be GET or POST, got %', coalesce(method, 'nothing');
  END CASE;
  INSERT INTO supabase_functions.hooks (hook_table_id, hook_name, request_id) VALUES (TG_RELID, TG_NAME, sent_id);
  RETURN NEW;
END
$function$;
REVOKE ALL ON FUNCTION supabase_functions.http_request() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION supabase_functions.http_request() TO postgres, anon, authenticated, service_role;

GRANT ALL ON SCHEMA supabase_functions TO supabase_functions_admin;
GRANT ALL ON ALL TABLES IN SCHEMA supabase_functions TO supabase_functions_admin;
GRANT ALL ON ALL SEQUENCES IN SCHEMA supabase_functions TO supabase_functions_admin;
ALTER TABLE supabase_functions.migrations OWNER TO supabase_functions_admin;
ALTER TABLE supabase_functions.hooks OWNER TO supabase_functions_admin;
ALTER FUNCTION supabase_functions.http_request() OWNER TO supabase_functions_admin;

-- pg_net may be dropped and made again; whoever does it gets the same grants as now. Event triggers need a superuser, as here.
CREATE OR REPLACE FUNCTION extensions.grant_pg_net_access() RETURNS event_trigger LANGUAGE plpgsql AS $$
DECLARE
  request_function regprocedure;
BEGIN
  IF NOT EXISTS (
    SELECT FROM pg_event_trigger_ddl_commands() command
    JOIN pg_extension extension ON extension.oid = command.objid
    WHERE extension.extname = 'pg_net'
  ) THEN
    RETURN;
  END IF;
  GRANT USAGE ON SCHEMA net TO supabase_functions_admin, postgres, anon, authenticated, service_role;
  FOR request_function IN
    SELECT oid::regprocedure FROM pg_proc
    WHERE pronamespace = 'net'::regnamespace AND proname IN ('http_get', 'http_post')
  LOOP
    EXECUTE format('ALTER FUNCTION %s SECURITY DEFINER', request_function);
    EXECUTE format('ALTER FUNCTION %s SET search_path = net', request_function);
    EXECUTE format('REVOKE ALL ON FUNCTION %s FROM PUBLIC', request_function);
    EXECUTE format(
      'GRANT EXECUTE ON FUNCTION %s TO supabase_functions_admin, postgres, anon, authenticated, service_role',
      request_function
    );
  END LOOP;
END $$;
DO $$
BEGIN
  -- There is no CREATE EVENT TRIGGER IF NOT EXISTS.
  IF NOT EXISTS (SELECT FROM pg_event_trigger WHERE evtname = 'issue_pg_net_access') THEN
    CREATE EVENT TRIGGER issue_pg_net_access ON ddl_command_end WHEN TAG IN ('CREATE EXTENSION')
      EXECUTE FUNCTION extensions.grant_pg_net_access();
  END IF;
END $$;

-- Made after the event trigger, so that it gets its grants from it. Never dropped first: what it has queued would go with it.
CREATE EXTENSION IF NOT EXISTS pg_net SCHEMA extensions;

COMMIT;
