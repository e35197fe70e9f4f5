# Compose's own reading of a slot's file. It is done by the slot's user, who has no Docker and can read nobody's files; what comes out, a
# file without variables, references and short forms, is all that root's Compose ever reads of a slot.

# $1 a folder with given.yaml and perhaps .env, which becomes the one with compose.yaml.
read_compose() {
  reading=$(mktemp -d "$SLOTS/.incoming/XXXXXX")
  cp "$1/given.yaml" "$reading/given.yaml"
  if [ -e "$1/.env" ]; then cp "$1/.env" "$reading/.env"; else : >"$reading/.env"; fi
  chown -R "$owner" "$reading"
  taken=yes
  setpriv --reuid "$owner" --regid freehold-slots --clear-groups --no-new-privs \
    env -i PATH="$PATH" HOME="$reading" timeout 60 docker compose --project-directory "$dir/files" --env-file "$reading/.env" \
    -f "$reading/given.yaml" -p "$owner" config >"$1/compose.yaml" 2>"$1/errors" </dev/null || taken=
  rm -rf "$reading"
  [ "$taken" ] || {
    sed 's/^/  /' "$1/errors" >&2
    rm -f "$1/compose.yaml" "$1/errors"
    fail 1 "compose.yaml cannot be read"
  }
  rm -f "$1/errors"
}

# Root's Compose: nothing of the environment, and no file but these two.
slot_compose() {
  # A release from before that could not be carried over: root reads nobody's file.
  [ -e "$dir/given.yaml" ] || fail 1 "$w was applied before this host's program, and could not be carried over; its containers go on: apply it again"
  [ ! -e "$home/slot.yaml" ] || set -- -f "$home/slot.yaml" "$@"
  env -i PATH="$PATH" HOME=/root ${limit:+timeout "$limit"} docker compose --env-file /dev/null --project-directory "$dir/files" -f "$dir/compose.yaml" -p "$owner" "$@"
}

# Containers are made, looked at, and only then started.
slot_up() {
  slot_compose up --no-start --remove-orphans || return 1
  check_containers
  slot_compose up -d --remove-orphans
}

# The lines of a file that Compose wrote, without the texts of several lines in it, which could look like anything.
lines_of() {
  awk '
    /^ *$/ { next }
    { depth = match($0, /[^ ]/) }
    block && depth > block { next }
    { block = /^ *(- )?("[^"]*"|[^ ":]+): [|>][0-9+-]*$/ || /^ *- [|>][0-9+-]*$/ ? depth : 0; print }
  ' "$1"
}

# The services of a file that Compose wrote, one a line.
services_of() {
  lines_of "$1" | awk '/^[^ ]/ { on = /^services:/ } on && /^  [^ ]/ { name = $0; gsub(/^ *"?|"?:.*$/, "", name); print name }'
}

# The slot's network and control group, for all services, whatever the bundle says. The service that the edge leads to is known to it by a
# name that nobody can guess, so that no other container can go by it.
slot_override() {
  led_to=
  [ ! -f "$dir/upstream" ] || led_to=$(head -n 1 "$dir/upstream")
  if [ "$led_to" ]; then
    [ -s "$home/route" ] || printf 'fhr-%s\n' "$(od -An -N 16 -tx1 /dev/urandom | tr -d ' \n')" >"$home/route"
    cp "$home/route" "$dir/route"
  fi
  printf 'networks:\n  default:\n    name: %s\n    external: true\nservices:\n' "$owner"
  services_of "$dir/compose.yaml" | while read -r service; do
    printf '  "%s":\n    cgroup_parent: "%s"\n' "$service" "$(cat "$home_of_slot/cgroup")"
    [ "$service" != "${led_to%:*}" ] || printf '    networks:\n      default:\n        aliases: ["%s"]\n' "$(cat "$home/route")"
  done
}
