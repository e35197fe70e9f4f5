# The archive of a bundle: limits are looked at before anything of it is a file.

open_archive() {
  base64 -d <"$spool/payload" >"$spool/tgz" 2>/dev/null || fail 1 "the bundle is not base64"
  rm "$spool/payload"
  # One byte more than allowed: a bomb goes no further.
  { timeout 60 gzip -dc <"$spool/tgz" 2>/dev/null || true; } | head -c $((UNPACKED_BYTES + 1)) >"$spool/tar"
  [ "$(wc -c <"$spool/tar")" -le "$UNPACKED_BYTES" ] || fail 1 "the bundle is larger than $((UNPACKED_BYTES / 1048576)) MiB when it is unpacked"
  timeout 60 gzip -t <"$spool/tgz" 2>/dev/null || fail 1 "the bundle is not a gzipped tar archive"
  rm "$spool/tgz"
  [ "$({ timeout 60 tar -tf "$spool/tar" 2>/dev/null || true; } | head -n $((UNPACKED_FILES + 1)) | wc -l)" -le "$UNPACKED_FILES" ] ||
    fail 1 "a slot's bundle must not have more than $UNPACKED_FILES files"
}

# Files and folders only, few and small, below the folder that they are unpacked in, by plain names, each once.
check_unpacked() {
  timeout 60 tar -tvf "$spool/tar" --numeric-owner --quoting-style=escape >"$spool/list" 2>/dev/null || fail 1 "the bundle is not a gzipped tar archive"
  bad=$(awk -v files="$UNPACKED_FILES" -v bytes="$UNPACKED_BYTES" -v longest="$UNPACKED_PATH" '
    function bad(what) { print what; exit 1 }
    { name = $6; type = substr($1, 1, 1) }
    NR > files { bad("more than " files " files") }
    type != "-" && type != "d" { bad("other things than files and folders, such as " name) }
    $1 !~ /^[d-][r-][w-][x-][r-][w-][x-][r-][w-][x-]$/ { bad("files that run as their owner, such as " name) }
    NF != 6 || name !~ /^[A-Za-z0-9._@+\/-]+$/ { bad("file names of other characters than letters, digits and . _ @ + -, such as " name) }
    length(name) > longest { bad("paths of more than " longest " characters") }
    ("/" name "/") ~ /\/[.][.]\// || name ~ /^\// { bad("paths that lead out of it, such as " name) }
    { total += $3; if (total > bytes) bad("more than " bytes " bytes") }
    { gsub(/\/[.]?\/|\/$/, "/", name); sub(/^[.]\//, "", name); sub(/\/$/, "", name); if (name != "" && name != "." && seen[name]++) bad("a path twice: " name) }
  ' "$spool/list") || true
  [ -z "$bad" ] || fail 1 "a slot's bundle must not have $bad"
}

# What hostctl reads stays apart from what containers see: the latter is the folder `files`, and nothing beside it.
slot_unpack() {
  mkdir "$spool/files"
  (umask 022 && timeout 120 tar -xpf "$spool/tar" --no-same-owner -C "$spool/files") 2>/dev/null || fail 1 "the bundle is not a gzipped tar archive"
  rm "$spool/tar"
  for part in compose.yaml project .env first-start on-healthy upstream; do
    [ ! -e "$spool/files/$part" ] || [ -f "$spool/files/$part" ] || fail 1 "the bundle's $part must be a file"
  done
  [ ! -e "$spool/files/hooks" ] || [ -d "$spool/files/hooks" ] || fail 1 "the bundle's hooks must be a folder"
  [ -f "$spool/files/compose.yaml" ] || fail 1 "the bundle has no file compose.yaml"
  mv "$spool/files/compose.yaml" "$release/given.yaml"
  for part in project .env first-start on-healthy upstream; do
    [ ! -e "$spool/files/$part" ] || { mv "$spool/files/$part" "$release/$part" && chmod 600 "$release/$part"; }
  done
  [ ! -d "$spool/files/hooks" ] || { mv "$spool/files/hooks" "$release/hooks" && chmod 700 "$release/hooks"; }
  chmod 755 "$spool/files"
  root_of_containers || true
  [ "$root_uid" = 0 ] || chown -R -h "$root_uid:$root_gid" "$spool/files"
  mv "$spool/files" "$release/files"
  [ ! -e "$release/project" ] || [ "$(cat "$release/project")" = "$owner" ] ||
    fail 1 "the project of slot $tenant must be $owner, got $(head -c 100 "$release/project")"
  printf '%s\n' "$owner" >"$release/project"
  check_notes
}

# The small files of a bundle, whose words hostctl gives to Compose, to the shell of a container, and to the edge.
check_notes() {
  for part in first-start on-healthy upstream; do
    [ ! -e "$release/$part" ] || [ "$(wc -c <"$release/$part")" -le 8192 ] || fail 1 "the bundle's $part is longer than 8 KiB"
  done
  for hook in "$release/hooks"/* "$release/hooks"/.*; do
    case ${hook##*/} in '*' | . | .. | '.*') continue ;; [!a-z0-9]* | *[!a-z0-9-]*) fail 1 "the bundle's hooks must have names of a-z, 0-9 and hyphens, got ${hook##*/}" ;; esac
    { [ -f "$hook" ] && [ "$(wc -c <"$hook")" -le 8192 ]; } || fail 1 "the bundle's hook ${hook##*/} must be a file of at most 8 KiB"
    ! grep -qvE '^[A-Za-z0-9][A-Za-z0-9_.-]* .' "$hook" || fail 1 "the bundle's hook ${hook##*/} must be lines of a service and a command"
  done
  [ ! -e "$release/upstream" ] || ! grep -qvE '^[a-z0-9][a-z0-9_-]*:[0-9]{1,5}$' "$release/upstream" || fail 1 "upstream must be <service>:<port>"
  [ ! -e "$release/on-healthy" ] || ! grep -qvE '^[A-Za-z0-9][A-Za-z0-9_.-]* .' "$release/on-healthy" || fail 1 "on-healthy must be lines of a service and a command"
  [ ! -e "$release/first-start" ] ||
    ! sed 1q "$release/first-start" | grep -qvE '^[A-Za-z0-9][A-Za-z0-9_.-]* /[A-Za-z0-9_.@+/-]+ [A-Za-z0-9_.]*[A-Za-z0-9_-][A-Za-z0-9_.-]* .' ||
    fail 1 "first-start must be a service, a folder of data, a mark in it and a pattern"
}
