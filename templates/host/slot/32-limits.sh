# What a slot may take of the machine's processors, memory and processes.
PROCESSES=4096 # for each core

# One control group over all containers of the slot: together they get what one machine of this size would.
slot_limits() {
  case $(docker info --format '{{.CgroupDriver}}') in
    systemd)
      parent=$owner.slice
      systemctl set-property "$parent" "CPUQuota=$((cores * 100))%" "MemoryMax=${memory}G" "TasksMax=$((cores * PROCESSES))" ;;
    *)
      parent=/freehold/$owner
      slot_groups ;;
  esac
  printf '%s\n' "$parent" >"$home_of_slot/cgroup"
}

slot_groups() {
  bytes=$((memory * 1024 * 1024 * 1024))
  # Root in a container is nobody here, and looks at its own group: the modes are set, also of those from before.
  if [ -e "$CGROUPS/cgroup.controllers" ]; then
    mkdir -p "$CGROUPS/freehold/$owner"
    chmod 755 "$CGROUPS/freehold" "$CGROUPS/freehold/$owner"
    for group in "$CGROUPS" "$CGROUPS/freehold"; do echo '+cpu +memory +pids' >"$group/cgroup.subtree_control"; done
    echo "$((cores * 100000)) 100000" >"$CGROUPS/freehold/$owner/cpu.max"
    echo "$bytes" >"$CGROUPS/freehold/$owner/memory.max"
    echo "$((cores * PROCESSES))" >"$CGROUPS/freehold/$owner/pids.max"
  else
    mkdir -p "$CGROUPS/cpu/freehold/$owner" "$CGROUPS/memory/freehold/$owner" "$CGROUPS/pids/freehold/$owner"
    for group in cpu memory pids; do chmod 755 "$CGROUPS/$group/freehold" "$CGROUPS/$group/freehold/$owner"; done
    echo "$((cores * PROCESSES))" >"$CGROUPS/pids/freehold/$owner/pids.max"
    echo 1 >"$CGROUPS/memory/freehold/memory.use_hierarchy" 2>/dev/null || true
    echo 100000 >"$CGROUPS/cpu/freehold/$owner/cpu.cfs_period_us"
    echo "$((cores * 100000))" >"$CGROUPS/cpu/freehold/$owner/cpu.cfs_quota_us"
    echo "$bytes" >"$CGROUPS/memory/freehold/$owner/memory.limit_in_bytes"
  fi
}
