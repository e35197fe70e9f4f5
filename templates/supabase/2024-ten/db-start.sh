#!/bin/sh
# Starts the database. With a certificate it is open to the outside: then whoever is not a container of the project must come encrypted, and
# from one of the networks named or from the machine itself, where tunnels end. Needs DATABASE_CERTIFICATE, DATABASE_KEY (PEM in base64)
# and DATABASE_ALLOWED_FROM.
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

# Who may log in; the first line that matches counts. What comes by IPv6 has the gateway's address, as Docker passes it on itself.
rules() {
	printf 'host all all %s trust\n' 127.0.0.1/32 ::1/128
	machine=$(gateway)
	[ -z "$machine" ] || printf 'hostnossl all all %s/32 reject\n' "$machine"
	printf 'hostnossl all all samenet scram-sha-256\nhostnossl all all all reject\n'
	printf 'hostssl all all samenet scram-sha-256\n'
	printf %s "$DATABASE_ALLOWED_FROM" | tr , '\n' | while read -r network || [ -n "$network" ]; do
		printf 'hostssl all all %s scram-sha-256\n' "$network"
	done
	printf 'hostssl all all all reject\n'
}

if [ -n "$DATABASE_KEY" ]; then
	image_rules=${HBA_FILE:-/etc/postgresql/pg_hba.conf}
	# PostgreSQL refuses a key that others may read (src/backend/libpq/be-secure-common.c: check_ssl_key_file_permissions).
	umask 077
	folder=$(mktemp -d)
	printf %s "$DATABASE_CERTIFICATE" | base64 -d >"$folder/certificate.pem"
	printf %s "$DATABASE_KEY" | base64 -d >"$folder/key.pem"
	{ rules && cat "$image_rules"; } >"$folder/pg_hba.conf"
	chown -R postgres:postgres "$folder"
	set -- "$@" -c ssl=on -c ssl_cert_file="$folder/certificate.pem" -c ssl_key_file="$folder/key.pem" -c hba_file="$folder/pg_hba.conf"
fi
unset DATABASE_KEY
exec docker-entrypoint.sh "$@"
