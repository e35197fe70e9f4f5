-- Where analytics keeps the logs: in the tenant's database, this version knows no other.
\set owner `echo "$POSTGRES_USER"`
CREATE SCHEMA IF NOT EXISTS _analytics AUTHORIZATION :"owner";
