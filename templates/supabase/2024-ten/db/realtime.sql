-- Where realtime keeps its tenants.
\set owner `echo "$POSTGRES_USER"`
CREATE SCHEMA IF NOT EXISTS _realtime AUTHORIZATION :"owner";

-- The last file of the image's first start: all of it ended well. hostctl looks for this mark (first-start beside compose.yaml).
\! : >"$PGDATA/freehold-first-start-ended"
