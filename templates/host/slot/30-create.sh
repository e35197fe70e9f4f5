# The operator's only: makes a slot, or changes its keys, its limits and its names.
slot_create() {
  cores='' memory='' disk='' ports='' names='' addresses='' signer=''
  while [ $# -gt 0 ]; do
    case $1 in
      --cores) number --cores "${2:-}"; cores=$2 ;;
      --memory) number --memory "${2:-}"; memory=$2 ;;
      --disk) number --disk "${2:-}"; disk=$2 ;;
      --port) number --port "${2:-}"; ports="${ports:+$ports }$2" ;;
      --host)
        case ${2:-} in '' | *[!a-zA-Z0-9.-]*) fail 64 "--host takes a domain name, got \"${2:-}\"" ;; esac
        names="${names:+$names }$2" ;;
      --bind)
        case ${2:-} in '' | *[!0-9a-fA-F.:]*) fail 64 "--bind takes an address of the host, got \"${2:-}\"" ;; esac
        addresses="${addresses:+$addresses }$2" ;;
      --signer)
        case ${2:-} in
          "ssh-ed25519 "*[!A-Za-z0-9+/=\ ]* | "ssh-ed25519 "*" "*) signer=bad ;;
          "ssh-ed25519 AAAA"*) signer=$2 ;;
          *) signer=bad ;;
        esac
        [ "$signer" != bad ] || fail 64 "--signer takes a public key, \"ssh-ed25519 AAAA…\" without a comment, got \"${2:-}\"" ;;
      *) fail 64 "slot create takes --cores, --memory, --disk, --port, --bind, --host and --signer, got \"$1\"" ;;
    esac
    shift 2
  done
  [ "${cores:-0}" -gt 0 ] || fail 64 "slot create needs --cores, at least 1"
  [ "${memory:-0}" -gt 0 ] || fail 64 "slot create needs --memory (GiB), at least 1"
  slot_read_key
  slot_opened
}

slot_read_key() {
  key=$(head -c 20000)
  case $key in
    *"
"* | '') fail 64 "slot create reads one public SSH key on standard input" ;;
    ssh-* | ecdsa-*) ;;
    *) fail 64 "the key on standard input is not a public SSH key" ;;
  esac
}

slot_opened() {
  getent group freehold-slots >/dev/null || fail 1 "slots are not enabled on this machine; run hostctl slot enable"
  need_docker
  for kind in network volume; do
    docker $kind inspect "$owner" >/dev/null 2>&1 || fail 1 "docker has no $kind $owner; make it before its slot"
  done
  slot_lock
  root_of_containers || [ -f "$home_of_slot/slot.conf" ] ||
    fail 1 "docker does not remap users on this host: it takes no new slots; move those that it has to another host, then run hostctl slot enable"
  id "$owner" >/dev/null 2>&1 || useradd -r -M -d / -s /bin/sh -g freehold-slots -K UMASK=077 "$owner"
  # A locked password would also refuse keys where PAM is not in use.
  usermod -p '*' "$owner"
  mkdir -p "$home_of_slot"
  chmod 711 "$home_of_slot"
  if [ -e "$home_of_slot/disk.img" ]; then slot_grow; elif [ "$disk" ]; then slot_disk; fi
  slot_write_conf
  slot_limits
  printf '%s\n' "$key" >"$SLOTS/.keys/$owner"
  chmod 644 "$SLOTS/.keys/$owner"
  for found in "$home_of_slot"/*/compose.yaml; do
    [ ! -f "$found" ] || slot_edge up "${found%/*}"
  done
  echo "slot $tenant has $cores cores, $memory GiB of memory and ${disk:-unlimited} GiB of storage"
}

slot_write_conf() {
  printf 'cores=%s\nmemory=%s\ndisk=%s\nports="%s"\nnames="%s"\n' "$cores" "$memory" "$disk" "$ports" "$names" >"$home_of_slot/slot.conf.new"
  [ -z "$addresses" ] || printf 'addresses="%s"\n' "$addresses" >>"$home_of_slot/slot.conf.new"
  mv "$home_of_slot/slot.conf.new" "$home_of_slot/slot.conf"
  [ -z "$signer" ] || {
    printf '%s namespaces="freehold-bundle" %s\n' "$tenant" "$signer" >"$home_of_slot/signers.new"
    mv "$home_of_slot/signers.new" "$home_of_slot/signers"
  }
}
