-- The signatures that supabase/postgres alters in 00000000000003-post-setup.sql at 7db7e1a9, lines 71 and 72. A request is its row here.
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
