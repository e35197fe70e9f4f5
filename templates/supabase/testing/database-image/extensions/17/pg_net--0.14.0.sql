-- As 15's, and what pg_net has granted since 0.12.0: supabase/pg_net, sql/pg_net--0.11.0--0.12.0.sql at 3dad640a, lines 1-24.
CREATE SCHEMA net;
CREATE TABLE net.http_request_queue (id bigserial PRIMARY KEY, method text, url text, headers jsonb, body jsonb);
CREATE FUNCTION net.http_get(url text, params jsonb, headers jsonb, timeout_milliseconds integer) RETURNS bigint
  LANGUAGE sql AS $$
  INSERT INTO net.http_request_queue (method, url, headers) VALUES ('GET', url, headers) RETURNING id
$$;
CREATE FUNCTION net.http_post(url text, body jsonb, params jsonb, headers jsonb, timeout_milliseconds integer) RETURNS bigint
  LANGUAGE sql AS $$
  INSERT INTO net.http_request_queue (method, url, headers, body) VALUES ('POST', url, headers, body) RETURNING id
$$;
GRANT USAGE ON SCHEMA net TO PUBLIC;
GRANT ALL ON ALL SEQUENCES IN SCHEMA net TO PUBLIC;
GRANT ALL ON ALL TABLES IN SCHEMA net TO PUBLIC;
