# Releases that were applied before this program kept what root reads apart from what containers see. They go on: `slot enable` moves the
# files that root reads out of their folder, once. What was in it stays where it is, under the paths that containers have mounted.

carry_over() {
  BASE=$home_of_slot
  confined=$tenant
  each_workload carry_over_one
  BASE=$BASE_OF_HOST
  confined=
}

carry_over_one() {
  [ ! -e "$dir/given.yaml" ] || return 0
  slot_workloads_lock
  old=$(readlink -f "$dir")
  case $old in "$home/releases/"?*) ;; *) return 0 ;; esac
  [ -z "$(own_folder_mounted)" ] || {
    rm -f "$dir"
    echo "slot $tenant: $w mounts the folder of its own instructions; its containers go on, and it must be applied again"
    return 0
  }
  release=$(mktemp -d "$home/releases/XXXXXX")
  for part in .env first-start on-healthy upstream .settled; do
    [ ! -f "$old/$part" ] || [ -L "$old/$part" ] || cp "$old/$part" "$release/$part"
  done
  [ -L "$old/compose.yaml" ] || cp "$old/compose.yaml" "$release/given.yaml"
  : >"$release/earlier"
  printf '%s\n' "$owner" >"$release/project"
  # In a shell of its own: a file that cannot be read is no reason to leave the others.
  (read_compose "$release") || {
    rm -rf "$release"
    echo "slot $tenant: $w has a compose file that cannot be read; it must be applied again"
    return 0
  }
  ln -s "../${old##*/}" "$release/files"
  chmod 711 "$home" "$home/releases" "$release"
  ln -sfn ".$w/releases/${release##*/}" "$home/next"
  mv -fT "$home/next" "$dir"
  rm -f "$old/compose.yaml" "$old/project" "$old/.env" "$old/first-start" "$old/on-healthy" "$old/upstream" "$old/.settled"
}

# Containers of the slot that have the release's folder, or one that it is in, under their hands.
own_folder_mounted() {
  for container in $(docker ps -aq --filter "label=com.docker.compose.project=$owner"); do
    docker inspect --format '{{range .Mounts}}{{println .Source}}{{end}}' "$container" | while read -r source; do
      [ -z "$source" ] || case $old/ in "$(readlink -m "$source")"/*) echo "$source" ;; esac
    done
  done
}

# $1 a source below the files of such a release, which could be mounted for writing, volumes/ among them. Where it leads is what counts.
check_earlier_mount() {
  led=$(readlink -m "$1")
  case $led in
    "$home"/releases/?*/?* | "$home"/volumes/?*) sources="$sources$led
" ;;
    *) bad="mount $1, which is not the slot's" ;;
  esac
}
