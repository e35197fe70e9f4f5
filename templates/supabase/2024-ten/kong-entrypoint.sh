#!/bin/sh
# Puts the environment's values in place of $NAMES in the gateway's configuration, then starts it as the image would.
# awk and not eval: eval takes the quotes out of the YAML.
set -eu
awk '{
  done = ""
  rest = $0
  while (match(rest, /\$[A-Z_]+/)) {
    name = substr(rest, RSTART + 1, RLENGTH - 1)
    value = (name in ENVIRON) ? ENVIRON[name] : "$" name
    done = done substr(rest, 1, RSTART - 1) value
    rest = substr(rest, RSTART + RLENGTH)
  }
  print done rest
}' /home/kong/kong.yml.in >"$KONG_DECLARATIVE_CONFIG"
exec /docker-entrypoint.sh kong docker-start
