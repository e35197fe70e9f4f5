# Whose call it is. For a slot's user hostctl works within that slot and knows no other, and its steps are those of this program.

confine() {
  slot_name "${SUDO_USER#fh-}"
  [ -f "$home_of_slot/slot.conf" ] || fail 1 "there is no slot $tenant on this machine"
  slot_conf
  BASE=$home_of_slot
  confined=$tenant
  apply() { slot_apply; }
  lock() { slot_workloads_lock; }
  read_first_start() { slot_read_first_start; }
  compose() { if [ "$1" = up ]; then slot_up; else slot_compose "$@"; fi; }
  # What a slot's key may not ask for stays undone, whoever let it through.
  slot() { fail 64 "a slot has no slots"; }
  keep() { fail 64 "a slot has no $1 of its own"; }
  boot_slots() { :; }
}

check_verb() {
  case ${1:-} in
    apply | remove | pause | resume | restart | hook | logs | status | wait | version) ;;
    *) fail 64 "\"${1:-}\" is not for slots, allowed are apply, status, wait, logs, pause, resume, restart, hook, remove and version" ;;
  esac
}

BASE_OF_HOST=$BASE
case ${SUDO_USER:-} in
  fh-*)
    confine
    if [ "${1:-}" = in-slot ]; then
      # The words of what the SSH client asked for; quotes and expansions mean nothing here.
      set -f
      # shellcheck disable=SC2086
      set -- ${2:-}
      set +f
      [ "${1:-}" = hostctl ] || [ "${1:-}" = /usr/local/bin/hostctl ] || fail 64 "a slot's key runs hostctl only, got \"${1:-}\""
      shift
    fi
    check_verb "$@"
    VERBS='apply status wait logs pause resume restart hook remove version' ;;
esac
