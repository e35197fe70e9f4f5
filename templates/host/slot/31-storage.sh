# Where a slot's data is, and how much of it there may be.

# The volume's data in a file system of its own, within a file: the one limit of storage that works on every file system.
slot_disk() {
  for tool in mkfs.ext4 losetup; do
    command -v $tool >/dev/null || fail 1 "storage cannot be limited on this machine: it has no $tool; make slots without --disk"
  done
  losetup -f >/dev/null 2>&1 || fail 1 "storage cannot be limited on this machine: it has no loop devices; make slots without --disk"
  truncate -s "${disk}G" "$home_of_slot/disk.new"
  mkfs.ext4 -q -F -m 0 "$home_of_slot/disk.new" || { rm -f "$home_of_slot/disk.new"; fail 1 "the file system of slot $tenant could not be made"; }
  mv "$home_of_slot/disk.new" "$home_of_slot/disk.img"
  slot_mount "$(slot_data)" || { rm -f "$home_of_slot/disk.img"; fail 1 "storage cannot be limited on this machine: a loop device cannot be mounted; make slots without --disk"; }
  # Root in a container is to do as it likes there, and is nobody to files of this machine's root.
  [ "$root_uid" = 0 ] || chown "$root_uid:$root_gid" "$(slot_data)"
}

# A file system can grow and not shrink: one that is larger, or that had a limit, stays as it is.
slot_grow() {
  image=$home_of_slot/disk.img
  old=$(($(stat -c %s "$image") / 1073741824))
  if [ "${disk:-0}" -gt "$old" ]; then
    device=$(losetup -j "$image" | cut -d: -f1)
    truncate -s "${disk}G" "$image"
    losetup -c "$device"
    if ! resize2fs "$device" >/dev/null 2>&1; then
      truncate -s "${old}G" "$image"
      losetup -c "$device"
      fail 1 "the storage of slot $tenant could not grow from $old to $disk GiB; it stays as it was"
    fi
  else
    disk=$old
  fi
}

slot_data() { docker volume inspect --format '{{.Mountpoint}}' "$owner"; }

slot_mount() {
  mountpoint -q "$1" || mount -o loop,nosuid,nodev "$home_of_slot/disk.img" "$1" || return 1
  # For the next boot, when Docker cannot be asked yet.
  printf '%s\n' "$1" >"$home_of_slot/disk.at"
}
