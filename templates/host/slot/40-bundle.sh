# What `hostctl apply` of a slot reads: a statement of six lines, its signature, and the base64 of a gzipped tar archive in one line.
# Nothing of it is believed before the signature was verified, and nothing is in the slot before all of it was checked.
BUNDLE_BYTES=16777216   # the whole of what is read
UNPACKED_BYTES=67108864 # the archive within it
UNPACKED_FILES=2000
UNPACKED_PATH=200       # characters of a file's path
COMPOSE_BYTES=262144

# One at a time: what is on its way takes room.
receive_bundle() {
  [ -s "$home_of_slot/signers" ] ||
    fail 1 "slot $tenant has no signing key yet: hostctl slot create --signer registers one; what runs there goes on"
  mkdir -p "$ROOT/run" "$SLOTS/.incoming"
  exec 6>"$ROOT/run/hostctl.slot.$tenant.bundle.lock"
  flock -w 60 6 || fail 75 "another bundle has been on its way to slot $tenant for a minute; try again later"
  find "$SLOTS/.incoming" -mindepth 1 -maxdepth 1 -mmin +60 -exec rm -rf {} +
  spool=$(mktemp -d "$SLOTS/.incoming/XXXXXX")
  release=
  trap 'rm -rf "$release" "$spool"' EXIT
  spool
  verify_signature
  read_statement
  statement_holds
  open_archive
  check_unpacked
  flock -u 6
}

# Reads what was sent as far as the limit, beside the slots.
spool() {
  timeout 600 head -c $((BUNDLE_BYTES + 1)) >"$spool/bundle" || fail 1 "the bundle on standard input did not end within ten minutes"
  [ "$(wc -c <"$spool/bundle")" -le "$BUNDLE_BYTES" ] || fail 1 "the bundle is larger than $((BUNDLE_BYTES / 1048576)) MiB"
  [ "$(head -c 18 "$spool/bundle")" = "freehold-bundle 1" ] ||
    fail 1 "a slot takes signed bundles only: update Freehold where this one was made"
  head -n 6 "$spool/bundle" >"$spool/statement"
  sed -n '7,40p; /^-----END SSH SIGNATURE-----$/q' "$spool/bundle" | sed '/^-----END SSH SIGNATURE-----$/q' >"$spool/signature"
  [ "$(tail -n 1 "$spool/signature")" = "-----END SSH SIGNATURE-----" ] || fail 1 "the bundle's signature is not whole"
  tail -n +$((7 + $(wc -l <"$spool/signature"))) "$spool/bundle" >"$spool/payload"
  rm "$spool/bundle"
}

# That the stack which the slot belongs to made the statement: the key was registered over the operator's login.
verify_signature() {
  ssh-keygen -Y verify -f "$home_of_slot/signers" -I "$tenant" -n freehold-bundle -s "$spool/signature" \
    <"$spool/statement" >/dev/null 2>&1 ||
    fail 1 "the bundle's signature is not one of slot $tenant's key: apply it from the stack that made the slot"
}

# The words of the statement; empty where a line is another.
read_statement() {
  said_slot=$(sed -n '2s/^slot \([a-z0-9]*\)$/\1/p' "$spool/statement")
  said_workload=$(sed -n '3s/^workload \([a-z0-9-]*\)$/\1/p' "$spool/statement")
  said_sha=$(sed -n '4s/^sha256 \([0-9a-f]*\)$/\1/p' "$spool/statement")
  serial=$(sed -n '5s/^serial \([1-9][0-9]*\)$/\1/p' "$spool/statement")
  expires=$(sed -n '6s/^expires \([1-9][0-9]*\)$/\1/p' "$spool/statement")
}

# That the statement is about this slot, this workload, these bytes and this time.
statement_holds() {
  [ "$said_slot" = "$tenant" ] || fail 1 "the bundle was signed for slot \"$said_slot\", and this is $tenant"
  [ "$said_workload" = "$w" ] || fail 1 "the bundle was signed for workload \"$said_workload\", and not for $w"
  case ${#expires} in [1-9] | 1[0-2]) ;; *) fail 1 "the bundle does not say when it expires" ;; esac
  sha=$(tr -d '\n' <"$spool/payload" | sha256sum | cut -c 1-64)
  [ "$(wc -l <"$spool/payload") $sha" = "1 $said_sha" ] || [ "$(wc -l <"$spool/payload") $sha" = "0 $said_sha" ] ||
    fail 1 "the bundle is not the one that was signed"
  [ "$(date +%s)" -lt "$expires" ] ||
    fail 1 "the bundle's signature expired $(($(date +%s) - expires)) s ago by this host's clock: sign it anew, by another update"
}

# That it is no older than what was accepted before.
serial_holds() {
  kept=0 kept_sha=
  case ${#serial} in [1-9] | 1[0-6]) ;; *) fail 1 "the bundle's serial must be a whole number from 1 to 9007199254740992" ;; esac
  [ ! -e "$home_of_slot/serials.d/$w" ] || read -r kept kept_sha <"$home_of_slot/serials.d/$w"
  [ "$serial" -ge "$kept" ] || fail 1 "the bundle's serial is $serial, and $kept was applied already: a newer update has been here; run the update again"
  [ "$serial" -ne "$kept" ] || [ "$said_sha" = "$kept_sha" ] ||
    fail 1 "another bundle with the serial $serial was applied already: run the update again"
}

keep_serial() {
  mkdir -p "$home_of_slot/serials.d"
  printf '%s %s\n' "$serial" "$said_sha" >"$home_of_slot/serials.d/.$w"
  mv -f "$home_of_slot/serials.d/.$w" "$home_of_slot/serials.d/$w"
}
