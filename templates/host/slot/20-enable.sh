# Making a machine a host of slots, and bringing this program up to date.

# Whoever may apply workloads here can do what Docker can: that user gets Docker's socket too. All other SSH users are slots.
slot_enable() {
  [ ! -e "$ROOT/snap/bin/docker" ] ||
    fail 1 'Docker from snap cannot reach the files of slots: run "snap remove docker", install Docker from its own packages, then try again'
  need_docker
  mkdir -p "$ROOT/run"
  exec 8>"$ROOT/run/hostctl.slots.lock"
  flock -w 900 8 || fail 75 "another hostctl has been enabling slots for 15 minutes; try again later"
  if slot_program; then
    # shellcheck source=/dev/null
    . "$LIB/slot"
  fi
  slot_enabled
}

# A newer program on standard input takes the place of this one, and then the work; an older one changes nothing.
slot_program() {
  cat >"$LIB/slot.new"
  given=$(sed -n 's/^SLOT_VERSION=\([0-9.]*\)$/\1/p' "$LIB/slot.new")
  if [ ! -s "$LIB/slot.new" ] || cmp -s "$LIB/slot.new" "$LIB/slot"; then
    rm -f "$LIB/slot.new"
    return 1
  fi
  grep -q '^slot_enable()' "$LIB/slot.new" || { rm -f "$LIB/slot.new"; fail 64 "slot enable reads the program for slots on standard input"; }
  sh -n "$LIB/slot.new" || { rm -f "$LIB/slot.new"; fail 64 "the program on standard input is broken"; }
  newest=$(printf '%s\n' "$SLOT_VERSION" "${given:-0}" | sort -t . -n -k 1,1 -k 2,2 -k 3,3 | tail -n 1)
  if [ "${given:-0}" != "$newest" ]; then
    rm -f "$LIB/slot.new"
    [ "${given%%.*}" = "${SLOT_VERSION%%.*}" ] ||
      fail 1 "this host's program for slots is $SLOT_VERSION, and what was brought is ${given:-of before 2.0.0}: bring one of its own major version"
    return 1
  fi
  mv "$LIB/slot.new" "$LIB/slot"
}

slot_enabled() {
  slot_remap
  getent group freehold-slots >/dev/null || groupadd -r freehold-slots
  case ${SUDO_USER:-root} in root) ;; *) usermod -aG docker "$SUDO_USER" ;; esac
  mkdir -p "$SLOTS/.keys" "$SLOTS/.incoming"
  # Containers run as other users and must reach their files; sshd reads keys as the user who logs in.
  chmod 711 "$SLOTS" "$SLOTS/.keys" "$SLOTS/.incoming"
  each_slot carry_over
  printf '%s\n' '%freehold-slots ALL=(root) NOPASSWD: /usr/local/bin/hostctl' >"$ROOT/etc/sudoers.d/freehold-slots"
  chmod 440 "$ROOT/etc/sudoers.d/freehold-slots"
  slot_sshd
  echo "slots are enabled"
}

slot_sshd() {
  conf=$ROOT/etc/ssh/sshd_config.d/20-freehold-slots.conf
  # Where nobody else is named, naming the slots would lock all others out.
  allowed=$(! sshd -T 2>/dev/null | grep -q '^allowusers ' || echo 'AllowUsers fh-*')
  wanted="$allowed
Match User fh-*
  AuthorizedKeysFile $SLOTS/.keys/%u
  ForceCommand exec sudo -n /usr/local/bin/hostctl in-slot \"\$SSH_ORIGINAL_COMMAND\"
  DisableForwarding yes
  PermitTTY no
  PermitUserRC no
Match all"
  [ "$(cat "$conf" 2>/dev/null)" != "$wanted" ] || return 0
  printf '%s\n' "$wanted" >"$conf"
  sshd -t || fail 1 "sshd does not take the settings of slots"
  slot_reload_sshd
}

# sshd starts itself anew: it writes its number when it listens again. Where it is started for each login there is none.
slot_reload_sshd() {
  file=$ROOT/run/sshd.pid left=100
  [ -s "$file" ] || return 0
  number=$(cat "$file")
  rm -f "$file"
  kill -HUP "$number" || fail 1 "sshd could not be reloaded"
  until [ -s "$file" ]; do
    left=$((left - 1))
    [ "$left" -gt 0 ] || fail 1 "sshd did not come back after it was reloaded"
    sleep 0.1
  done
}
