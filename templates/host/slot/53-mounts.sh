# What a slot's containers see of the machine: files of their bundle, read-only, and folders of the slot's data. No mount is within
# another one of the slot, whichever workload it is of: a container could put a link in its place.

# Lines `read_only source` of the folders and files that the file $1 of Compose's mounts, and what it mounts else: `refused <why>`.
mounts_of() {
  lines_of "$1" | awk -v owner="$owner" '
    function ended() {
      if (!within) return
      within = 0
      if (type == "bind" && source ~ /^\/[A-Za-z0-9._@+\/-]+$/) print ro, source
      else if (type == "bind") print "refused use the path", source
      else if (type != "volume" && type != "tmpfs") print "refused use volumes of type", type
      else if (type == "volume" && source != "" && source !~ /^[A-Za-z0-9_][A-Za-z0-9._-]*$/) print "refused use the volume", source
    }
    { line = $0; sub(/^ */, "", line); depth = length($0) - length(line); item = line ~ /^- /; sub(/^- /, "", line); key = line; sub(/:.*/, "", key); value = line; sub(/^[^:]*: */, "", value); gsub(/"/, "", key); gsub(/"/, "", value) }
    depth <= 4 && !item || item && depth <= 6 { ended() }
    depth == 0 { top = key; if (top ~ /^(configs|secrets)$/) print "refused use the section", top }
    top == "services" && depth == 2 { part = "" }
    top == "services" && depth == 4 && !item { part = key; if (key ~ /^(volumes_from|devices|device_cgroup_rules|secrets|configs|use_api_socket|develop|build|provider)$/) print "refused use", key }
    top == "services" && part == "volumes" && item { within = 1; type = source = ""; ro = "false" }
    top == "services" && part == "volumes" && key == "type" { type = value }
    top == "services" && part == "volumes" && key == "source" && depth == 8 { source = value }
    top == "services" && part == "volumes" && key == "read_only" { ro = value }
    top == "services" && part == "volumes" && key ~ /^(propagation|selinux|recursive|subpath)$/ { print "refused use volumes." key }
    top == "volumes" && depth == 2 { volume = key }
    top == "volumes" && depth == 4 && (key !~ /^(name|labels)$/ || key == "name" && index(value, owner "_") != 1) { print "refused use the volume", volume ": " key, value }
    END { ended() }
  ' | sort -u
}

# $1 a folder with compose.yaml and files. Sets sources, the slot's own data folders that it mounts.
check_mounts() {
  mounts_of "$1/compose.yaml" >"$1/all-mounts"
  bad=$(sed -n 's/^refused //p' "$1/all-mounts" | head -n 1)
  told_data=$(slot_data)
  real_data=$(readlink -f "$told_data")
  sources=
  while [ -z "$bad" ] && read -r read_only source; do
    case /$source/ in */../* | */./*) bad="mount $source"; break ;; esac
    case $source in
      "$dir/files/"?*)
        [ ! -e "$1/earlier" ] || { check_earlier_mount "$source"; continue; }
        [ "$read_only" = true ] || bad="mount $source without read_only: what outlives a release belongs into the slot's data folder"
        [ -e "$1/files/${source#"$dir/files/"}" ] || bad="mount $source, which the bundle does not have" ;;
      "$told_data"/?*)
        sources="$sources$source
"
        check_path "${source#"$told_data"/}" ;;
      *) bad="mount $source, which is not the slot's" ;;
    esac
  done <"$1/all-mounts"
  rm "$1/all-mounts"
  [ "$bad" ] || check_nesting
  [ -z "$bad" ] || fail 1 "a slot's compose.yaml must not $bad"
}

# Of the slot's data, one component after the other: a link would lead elsewhere.
check_path() {
  walked=$real_data rest=$1
  while [ "$rest" ]; do
    walked=$walked/${rest%%/*}
    [ ! -L "$walked" ] || { bad="mount $walked, which is a link"; return; }
    [ -d "$walked" ] || [ ! -e "$walked" ] || { [ "${rest#*/}" = "$rest" ] && [ -f "$walked" ]; } || { bad="mount $walked, which is no folder"; return; }
    case $rest in */*) rest=${rest#*/} ;; *) rest= ;; esac
  done
}

check_nesting() {
  bad=$({
    printf '%s' "$sources" | sed 's/^/new /'
    for others in "$home_of_slot"/.*/mounts; do
      [ "$others" = "$home/mounts" ] || [ ! -f "$others" ] || sed 's/^ *source: */   /; s/^ */old /' "$others"
    done
  } | awk '
    { kind[NR] = $1; path[NR] = $2 "/" }
    END {
      for (i = 1; i <= NR; i++) for (j = 1; j <= NR; j++)
        if (i != j && path[i] != path[j] && (kind[i] == "new" || kind[j] == "new") && index(path[i], path[j]) == 1) {
          print "mount " substr(path[i], 1, length(path[i]) - 1) ", which is within " substr(path[j], 1, length(path[j]) - 1)
          exit
        }
    }')
}

# What is not there of them, for root in a container. Called where no container runs that could change what was looked at.
make_data() {
  root_of_containers || true
  printf '%s' "$sources" | while read -r source; do
    walked=$real_data rest=${source#"$told_data"/}
    while [ "$rest" ]; do
      walked=$walked/${rest%%/*}
      [ -e "$walked" ] || { mkdir -m 755 "$walked" && chown "$root_uid:$root_gid" "$walked"; } || exit 1
      case $rest in */*) rest=${rest#*/} ;; *) rest= ;; esac
    done
  done || fail 1 "a folder of the slot's data could not be made"
}
