-- Where realtime keeps its tenants.
\set owner `echo "$POSTGRES_USER"`
CREATE SCHEMA IF NOT EXISTS _realtime AUTHORIZATION :"owner";
