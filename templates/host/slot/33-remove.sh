# Taking a slot away.

# Takes everything of the slot away; what is not there any more is no error.
slot_remove() {
  slot_lock
  rm -f "$SLOTS/.keys/$owner"
  if [ -d "$home_of_slot" ] || docker network inspect "$owner" >/dev/null 2>&1; then
    need_docker
    slot_edge down
    slot_containers
    docker network rm "$owner" >/dev/null 2>&1 || true
    at=$(cat "$home_of_slot/disk.at" 2>/dev/null || true)
    [ -z "$at" ] || umount "$at" 2>/dev/null || ! mountpoint -q "$at" || fail 1 "the storage of slot $tenant is in use and stays"
    docker volume rm -f "$owner" >/dev/null
    rm -rf "$home_of_slot"
  fi
  if id "$owner" >/dev/null 2>&1; then
    pkill -KILL -u "$owner" || true
    userdel -f "$owner" 2>/dev/null || ! id "$owner" >/dev/null 2>&1 || fail 1 "the user $owner could not be removed"
  fi
  rmdir "$CGROUPS/freehold/$owner" "$CGROUPS/cpu/freehold/$owner" "$CGROUPS/memory/freehold/$owner" "$CGROUPS/pids/freehold/$owner" 2>/dev/null || true
  [ ! -e "$ROOT/etc/systemd/system.control/$owner.slice.d" ] || systemctl revert "$owner.slice"
  echo "removed slot $tenant"
}

# By the label of the project, which is the slot's: also what no compose file names any more.
slot_containers() {
  for kind in container volume network; do
    all=''
    [ $kind != container ] || all=-a
    for found in $(docker $kind ls -q $all --filter "label=com.docker.compose.project=$owner"); do
      case $kind in container) docker rm -f -v "$found" ;; *) docker $kind rm "$found" ;; esac >/dev/null || fail 1 "a $kind of slot $tenant could not be removed"
    done
  done
}
