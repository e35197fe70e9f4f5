# The steps of `hostctl apply` and its like, for a workload of a slot. hostctl calls them by its own names: see the last part.

# As hostctl's own; but that nothing of a bundle is in the slot before it was signed for it, and nothing in force before it was checked.
slot_apply() {
  need_docker
  need_disks
  receive_bundle
  lock
  serial_holds
  mkdir -p "$home/releases"
  release=$(mktemp -d "$home/releases/XXXXXX")
  slot_unpack
  check_compose
  read_compose "$release"
  check_names
  check_ports
  check_mounts "$release"
  close_metadata
  for hook in "$ROOT"/etc/freehold/pre-apply.d/*; do
    [ ! -x "$hook" ] || (cd "$release" && "$hook" "$w") || fail 1 "$hook failed"
  done
  slot_swap
  rm -rf "$spool"
  trap - EXIT
  rm -f "$home/paused"
  find "$home/releases" -mindepth 1 -maxdepth 1 ! -name "${release##*/}" -exec rm -rf {} +
  settle
  begin_first_start
  slot_up || fail 1 "$w did not start; see hostctl logs $w"
  started
  echo "applied $w"
}

# One change of the slot at a time, whichever workload it is of: their mounts are looked at together.
slot_workloads_lock() {
  mkdir -p "$ROOT/run"
  exec 9>"$ROOT/run/hostctl.slot.$tenant.workloads.lock"
  flock -w 900 9 || fail 75 "another hostctl has been changing slot $tenant for 15 minutes; try again later"
}

# Into force. What the workload had in volumes/, from before, stays where it is.
slot_swap() {
  # For who must walk through: root in a container of a remapped host is nobody here. What root alone reads has modes of its own.
  chmod 711 "$home" "$home/releases" "$release"
  keep_serial
  ln -sfn ".$w/releases/${release##*/}" "$home/next"
  mv -fT "$home/next" "$dir"
}

# Before each start. Containers whose mounts were others are taken away first, so that nothing runs that could change what is looked at.
settle() {
  [ "${confined:-}" ] || return 0
  slot_override >"$home/slot.yaml.new"
  mv "$home/slot.yaml.new" "$home/slot.yaml"
  mounts_of "$dir/compose.yaml" | sed 's/^[^ ]* //' >"$home/mounted.new"
  # Old ones were written in another form: they differ, and that is right.
  [ ! -f "$home/mounts" ] || cmp -s "$home/mounted" "$home/mounted.new" || slot_compose down --remove-orphans
  sources=
  check_mounts "$dir"
  make_data
  mv "$home/mounted.new" "$home/mounted"
  printf '%s' "$sources" >"$home/mounts"
}

started() {
  [ ! -x "$dir/post-apply" ] || [ "${confined:-}" ] || (cd "$dir" && ./post-apply) || fail 1 "post-apply of $w failed"
  [ -z "${confined:-}" ] || slot_edge up "$dir"
}

ending() { [ -z "${confined:-}" ] || slot_edge down; }

# As hostctl's own, for data in the slot's volume only, on a way that has no links.
slot_read_first_start() {
  [ -f "$dir/first-start" ] && read -r first data mark pattern <"$dir/first-start" || return 1
  told_data=$(slot_data)
  real_data=$(readlink -f "$told_data")
  case $data in */../* | */.. | *//*) return 1 ;; "$told_data"/?*) ;; *) return 1 ;; esac
  case $mark in */* | .. | .) return 1 ;; esac
  bad=
  check_path "${data#"$told_data"/}"
  [ -z "$bad" ] || return 1
  data=$real_data/${data#"$told_data"/}
}
