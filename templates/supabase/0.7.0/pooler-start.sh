#!/bin/sh
# Starts the pooler. With a certificate it is open to the outside: then it takes encrypted connections only, and only from the networks
# named and from the machine itself, where tunnels end. Needs DATABASE_CERTIFICATE, DATABASE_KEY (PEM in base64) and DATABASE_ALLOWED_FROM.
set -eu

# The machine's address as containers see it: the gateway of their network. /proc/net/route has it in hexadecimal, last byte first.
gateway() {
	while read -r _ destination gateway _; do
		[ "$destination" = 00000000 ] || continue
		byte() { printf '0x%s' "$(printf %s "$gateway" | cut -c"$1")"; }
		printf '%d.%d.%d.%d' "$(byte 7-8)" "$(byte 5-6)" "$(byte 3-4)" "$(byte 1-2)"
		return
	done <"${ROUTES:-/proc/net/route}"
}

POOLER_ALLOW_LIST=
if [ -n "$DATABASE_KEY" ]; then
	folder=$(mktemp -d)
	printf %s "$DATABASE_CERTIFICATE" | base64 -d >"$folder/certificate.pem"
	printf %s "$DATABASE_KEY" | base64 -d >"$folder/key.pem"
	# docs/configuration/env.md of supabase/supavisor at v2.9.5
	export GLOBAL_DOWNSTREAM_CERT_PATH="$folder/certificate.pem" GLOBAL_DOWNSTREAM_KEY_PATH="$folder/key.pem"
	machine=$(gateway)
	POOLER_ALLOW_LIST=$DATABASE_ALLOWED_FROM${machine:+,$machine/32}
fi
export POOLER_ALLOW_LIST

/app/bin/migrate
/app/bin/supavisor eval "$(cat /etc/pooler/pooler.exs)"
exec /app/bin/server
