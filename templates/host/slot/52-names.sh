# What a slot's containers may be called, and what they may publish. Both are looked at in the file that Compose wrote.

# Docker answers to names without regard to their case, in all networks that the asking container is in.
check_names() {
  bad=$(lines_of "$release/compose.yaml" | awk -v owner="$owner" '
    function bad(what) { print what; exit 1 }
    function foreign(name) { gsub(/"/, "", name); name = tolower(name); return name ~ /^(fh-|fhr-|freehold)/ && index(name, owner "-") != 1 || name ~ /[.]$/ }
    { line = $0; sub(/^ */, "", line); depth = length($0) - length(line); key = line; sub(/:.*/, "", key); gsub(/"/, "", key); value = line; sub(/^[^:]*: */, "", value) }
    depth == 0 { top = key; if (top !~ /^(name|services|networks|volumes)$/) bad("use the section " top) }
    top == "services" && depth == 2 { service = key; part = ""; if (foreign(key)) bad("use the service name " key) }
    top == "services" && depth == 4 && line !~ /^- / { part = key }
    top == "services" && depth == 4 && key ~ /^(hostname|domainname|container_name)$/ && (key != "hostname" || foreign(value)) { bad("use the " (key == "hostname" ? "host name " value : key " (service " service ")")) }
    top == "services" && depth == 4 && key ~ /^(links|external_links|network_mode|extra_hosts|profiles|label_file)$/ { bad("use " key " (service " service ")") }
    top == "services" && part == "networks" && depth == 6 && key != "default" { bad("use the network " key) }
    top == "services" && part == "networks" && line ~ /^- / && foreign(substr(line, 3)) { bad("use the alias " substr(line, 3)) }
    top == "services" && part == "networks" && depth == 8 && key != "aliases" && line !~ /^- / { bad("use networks." key " (service " service ")") }
    top == "services" && part == "labels" && depth == 6 && tolower(key) ~ /^(com[.]docker[.]|io[.]docker[.]|traefik[.]|freehold-|managed-by$)/ { bad("use the label " key) }
    top == "networks" && depth == 2 && key != "default" { bad("use the network " key) }
    top == "networks" && depth == 4 && (key !~ /^(name|ipam)$/ || key == "ipam" && value != "{}" || key == "name" && value != owner "_default") { bad("use networks." key) }
    top == "networks" && depth > 4 { bad("use networks.ipam") }
  ') || true
  [ -z "$bad" ] || fail 1 "a slot's compose.yaml must not $bad"
  services_of "$release/compose.yaml" >"$release/services"
  for part in first-start on-healthy; do
    [ -e "$release/$part" ] || continue
    while read -r service _; do
      grep -qxF -e "$service" "$release/services" || fail 1 "the bundle's $part is about \"$service\", which is no service of its compose.yaml"
    done <"$release/$part"
  done
  [ ! -e "$release/upstream" ] || grep -qxF -e "$(sed '1s/:.*//; q' "$release/upstream")" "$release/services" ||
    fail 1 "upstream must be <service>:<port>, of a service of its compose.yaml"
  rm "$release/services"
}

# Each published port is a single one that was given, on an address that was given.
check_ports() {
  bad=$(lines_of "$release/compose.yaml" | awk -v ports=" $ports " -v addresses=" $addresses " '
    function bad(what) { print what " (service " service ")"; exit 1 }
    function ended() {
      if (!within) return
      within = 0
      if (published == "") bad("publish a port that the machine chooses")
      if (!index(ports, " " published " ")) bad("use the port " published ", which was not given to the slot")
      if (address == "" || !index(addresses, " " address " ")) bad("use the port " published " on the address \"" address "\"; given are" addresses "only")
      if (replicas > 1) bad("use replicas beside ports")
    }
    { line = $0; sub(/^ */, "", line); depth = length($0) - length(line); item = line ~ /^- /; sub(/^- /, "", line); key = line; sub(/:.*/, "", key); value = line; sub(/^[^:]*: */, "", value); gsub(/"/, "", key); gsub(/"/, "", value) }
    depth <= 4 && !item || item && depth <= 6 { ended() }
    depth == 0 { top = key }
    top != "services" { next }
    depth == 2 { service = key; replicas = 1; part = "" }
    depth == 4 && !item { part = key }
    depth == 4 && key == "network_mode" { bad("use network_mode") }
    part == "deploy" && key == "replicas" || key == "scale" && depth == 4 { replicas = value + 0; if (replicas > 1) bad("use more than one replica") }
    part == "ports" && item { within = 1; published = ""; address = "" }
    part == "ports" && key == "published" { published = value }
    part == "ports" && key == "host_ip" { address = value }
    END { ended() }
  ') || true
  [ -z "$bad" ] || fail 1 "a slot's compose.yaml must not $(printf '%s' "$bad" | head -n 1)"
}
