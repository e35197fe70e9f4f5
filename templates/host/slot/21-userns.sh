# Docker's userns-remap: root in a container is nobody on the host. All slots share one range of numbers.

# Whether Docker remaps; sets root_uid and root_gid, whom root in a container is on the host. Docker puts both into its folder's name.
root_of_containers() {
  root_uid=0 root_gid=0
  told=$(docker info --format '{{.DockerRootDir}} {{.SecurityOptions}}') || return 1
  case $told in *name=userns*) ;; *) return 1 ;; esac
  told=${told%% *} && told=${told##*/}
  case $told in '' | *[!0-9.]* | *.*.* | .* | *.) fail 1 "docker remaps users, and its folder $told does not say to whom" ;; esac
  root_uid=${told%.*} root_gid=${told#*.}
}

# Enabling it moves Docker's folder and hides what was in the old one: done where there is nothing, and never by itself elsewhere.
slot_remap() {
  ! root_of_containers || return 0
  for conf in "$SLOTS"/*/slot.conf; do
    [ ! -f "$conf" ] || { echo "this host has slots and does not remap users: they stay, and it takes no new ones"; return 0; }
  done
  for kind in container volume image; do
    all=
    [ $kind != container ] || all=-a
    [ "$(docker $kind ls -q $all)" ] || continue
    # The operator's edge runs since before: its host goes on, and is emptied when somebody wants slots on it.
    [ ! -d "$SLOTS/.keys" ] || { echo "this host does not remap users, and docker has a $kind: it stays, and takes no slots"; return 0; }
    fail 1 "docker has a $kind, and remapping users would hide it: slots need \"userns-remap\", set on a host without containers, volumes and images; take them away (docker system prune -a --volumes -f, after docker rm -f), and try again"
  done
  settings=$ROOT/etc/docker/daemon.json
  mkdir -p "${settings%/*}"
  if [ -s "$settings" ]; then cp "$settings" "$settings.before"; else echo '{}' >"$settings" && rm -f "$settings.before"; fi
  ! grep -q '"userns-remap"' "$settings" || fail 1 "$settings sets userns-remap, and docker does not remap: restart docker, see systemctl status docker"
  # The first brace is the object's: a file that Docker takes begins with it.
  awk 'BEGIN { RS = "\001" } { rest = $0; sub(/^[^{]*[{][ \t\r\n]*/, "", rest); print "{" "\"userns-remap\": \"default\"" (substr(rest, 1, 1) == "}" ? "" : ", ") rest }' \
    "$settings" >"$settings.new"
  mv "$settings.new" "$settings"
  chmod 644 "$settings"
  slot_restart_docker
  if docker_up && root_of_containers; then
    rm -f "$settings.before"
    return 0
  fi
  if [ -e "$settings.before" ]; then mv "$settings.before" "$settings"; else rm -f "$settings"; fi
  slot_restart_docker
  fail 1 'docker did not come back with "userns-remap": "default", and has its settings of before again; see its log for what it lacks (/etc/subuid, user namespaces)'
}

slot_restart_docker() {
  if [ -d "$ROOT/run/systemd/system" ]; then
    systemctl reset-failed docker 2>/dev/null || true
    systemctl restart docker || true
  else
    # Whatever started it there starts it again.
    daemon=$(cat "$ROOT/run/docker.pid" 2>/dev/null || true)
    [ -z "$daemon" ] || kill -TERM "$daemon" || true
    left=300
    while [ "$daemon" ] && [ "$(cat "$ROOT/run/docker.pid" 2>/dev/null || true)" = "$daemon" ] && [ "$left" -gt 0 ]; do left=$((left - 1)) && sleep 0.1; done
  fi
  left=60
  until docker_up; do
    left=$((left - 1))
    [ "$left" -gt 0 ] || return 0
    sleep 1
  done
}
