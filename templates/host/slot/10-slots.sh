# What makes a machine a host of slots: `hostctl slot enable` installs it, and hostctl reads it. A slot is a tenant's share of the
# machine: a user whose SSH key can run hostctl on that slot and nothing else, with a network, a volume and limits of its own.
# The parts of this program are the files of templates/host/slot, in the order of their numbers.
#
# $SLOTS/<tenantId>/               the slot: its workloads, as $BASE of an ordinary machine, and slot.conf, signers, serials.d
# $SLOTS/<tenantId>/<w>            the release in force: what root reads. Containers see its folder `files`, read-only, and nothing else
# $SLOTS/.keys/<user>              its public key: the user cannot change it
# $SLOTS/.incoming/                bundles, until all of them was checked
# shellcheck shell=sh disable=SC2034,SC2154
SLOT_VERSION=2.1.0
SLOTS=$ROOT/var/lib/freehold-slots
CGROUPS=$ROOT/sys/fs/cgroup
SLOT_VERBS='enable create remove list version'

limit=
# What a hostctl from before 1.3.0 does not have: it mounts no data disks, and repeats no first start.
command -v unmounted >/dev/null || unmounted() { :; }
command -v need_disks >/dev/null || need_disks() { :; }
command -v begin_first_start >/dev/null || begin_first_start() { :; }

slot() {
  action=${1:-}
  [ $# -eq 0 ] || shift
  case $action in
    enable) slot_enable ;;
    list) slot_list ;;
    version) echo "$SLOT_VERSION" ;;
    create | remove) slot_name "${1:-}"; [ $# -eq 0 ] || shift; "slot_$action" "$@" ;;
    *) fail 64 "unknown slot action \"$action\", allowed are $SLOT_VERBS" ;;
  esac
}

slot_name() {
  case $1 in
    '' | [!a-z]* | *[!a-z0-9]*) fail 64 "a slot is named by a tenant's id, letters and digits, got \"$1\"" ;;
  esac
  [ ${#1} -le 29 ] || fail 64 "a slot's tenant id must be at most 29 characters, got \"$1\""
  tenant=$1 owner=fh-$1 home_of_slot=$SLOTS/$1
}

slot_conf() {
  cores='' memory='' disk='' ports='' names='' addresses='0.0.0.0 127.0.0.1'
  # shellcheck source=/dev/null
  [ ! -f "$home_of_slot/slot.conf" ] || . "$home_of_slot/slot.conf"
}

slot_lock() {
  mkdir -p "$ROOT/run"
  exec 8>"$ROOT/run/hostctl.slot.$tenant.lock"
  flock -w 900 8 || fail 75 "another hostctl has been changing slot $tenant for 15 minutes; try again later"
}

# Calls "$@" for each slot, with tenant, owner and home_of_slot set.
each_slot() {
  for conf in "$SLOTS"/*/slot.conf; do
    [ -f "$conf" ] || continue
    slot_found=${conf%/slot.conf}
    slot_name "${slot_found##*/}"
    "$@"
  done
}

slot_list() {
  remapped=false
  ! root_of_containers || remapped=true
  comma=
  printf '['
  each_slot slot_json
  echo ']'
}

slot_json() {
  slot_conf
  printf '%s{"tenantId":"%s","cores":%d,"memoryGib":%d,"diskGib":%s,"remapped":%s,"hosts":[' \
    "$comma" "$tenant" "$cores" "$memory" "${disk:-null}" "$remapped"
  inner=
  for name in $names; do printf '%s"%s"' "$inner" "$name"; inner=,; done
  printf ']}'
  comma=,
}

# What hostctl says of the machine, and whether root in its containers is nobody on it.
status() {
  remapped=
  if docker_up; then
    docker=running remapped=false
    ! root_of_containers || remapped=true
  else
    docker=down
  fi
  missing=$(unmounted)
  printf '{"machine":{"bootId":"%s","uptimeSec":%d,"docker":"%s"%s%s},"workloads":[' \
    "$(cat /proc/sys/kernel/random/boot_id)" "$(ps -o etimes= -p 1)" "$docker" \
    "${remapped:+,\"remapped\":$remapped}" "${missing:+,\"unmounted\":\"$missing\"}"
  comma=
  each_workload workload_json
  echo ']}'
}

boot_slots() { each_slot slot_booted; }

slot_booted() {
  slot_conf
  case $(cat "$home_of_slot/cgroup" 2>/dev/null) in /*) slot_groups ;; esac
  [ ! -e "$home_of_slot/disk.at" ] || slot_mount "$(cat "$home_of_slot/disk.at")" || fail 1 "the storage of slot $tenant could not be mounted"
}

# The edge, where the host has one, is a workload of the operator's that brings its own program.
slot_edge() {
  [ -x "$BASE_OF_HOST/edge/on-slot" ] || return 0
  slot_conf
  if [ "$1" = down ]; then set -- down "$tenant" "$owner"; names=''; else set -- up "$tenant" "$owner" "$2"; fi
  # shellcheck disable=SC2086
  "$BASE_OF_HOST/edge/on-slot" "$@" $names || fail 1 "the edge could not be told of slot $tenant"
}
