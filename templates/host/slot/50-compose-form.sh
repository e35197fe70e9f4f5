# The form of a slot's compose file, which the program writes: one of all the ways in which YAML can say a thing. What is not in this form,
# or not in these tables, is refused, so that nobody reads into the file what was not looked at here.
#
# Block style, two spaces a level, also below a sequence's key. A scalar is a JSON string with the escapes \\ \" \n \t, a whole number, true
# or false; {} and [] are empty. `$` stands in ${NAME} and $$, in values that containers are given.

check_compose() {
  [ "$(wc -c <"$release/given.yaml")" -le "$COMPOSE_BYTES" ] || fail 1 "a slot's compose.yaml must not have more than $COMPOSE_BYTES bytes"
  [ "$(LC_ALL=C tr -d '\n\040-\176\200-\377' <"$release/given.yaml" | wc -c)" = 0 ] || fail 1 "a slot's compose.yaml must not have control characters"
  bad=$(awk -v owner="$owner" "$(compose_rules)$(compose_reader)" "$release/given.yaml") || true
  [ -z "$bad" ] || fail 1 "a slot's compose.yaml must not $bad"
}

# m: a mapping of these words only; n: of names of one's own; q: a sequence of strings; qm: of mappings; s: a string; i: a number;
# b: true or false; si, sb: both. `*` is a name, `[]` an item. What follows the kind: the pattern of the string, or the largest number.
compose_rules() {
  cat <<'AWK'
function rule(path, kind, limit) { T[path] = kind; P[path] = limit }
function service(path, kind, limit) { rule("/services/*" path, kind, limit) }
BEGIN {
  name = "^[A-Za-z0-9_][A-Za-z0-9._-]*$"; path = "^/[A-Za-z0-9._@+/-]*$"; time = "^[0-9][0-9.]*(ms|s|m|h)?([0-9]+(ms|s|m))*$"; size = "^[0-9]+[bkmgBKMG]?[bB]?$"
  rule("", "m"); rule("/name", "s", "^" owner "$"); rule("/services", "n"); rule("/services/*", "m")
  rule("/volumes", "n"); rule("/volumes/*", "m"); rule("/volumes/*/labels", "n"); rule("/volumes/*/labels/*", "s")
  rule("/networks", "m"); rule("/networks/default", "m")
  service("/image", "s", "^[a-z0-9][A-Za-z0-9._:/@-]*$"); service("/command", "q"); service("/command/[]", "s"); service("/entrypoint", "q"); service("/entrypoint/[]", "s")
  service("/environment", "n"); service("/environment/*", "sib"); service("/working_dir", "s", path); service("/user", "si", "^[A-Za-z0-9_.-]+(:[A-Za-z0-9_.-]+)?$")
  service("/hostname", "s", name); service("/labels", "n"); service("/labels/*", "s")
  service("/init", "b"); service("/tty", "b"); service("/read_only", "b"); service("/restart", "s", "^(no|always|unless-stopped|on-failure(:[0-9]+)?)$")
  service("/pull_policy", "s", "^(always|missing|if_not_present|never)$"); service("/stop_signal", "s", "^[A-Z0-9+-]+$"); service("/stop_grace_period", "s", time)
  service("/cap_drop", "q"); service("/cap_drop/[]", "s", "^[A-Z_]+$"); service("/security_opt", "q"); service("/security_opt/[]", "s", "^no-new-privileges:true$")
  service("/pids_limit", "i", 4096); service("/shm_size", "si", size); service("/ulimits", "m"); service("/ulimits/nofile", "m")
  service("/ulimits/nofile/soft", "i", 1048576); service("/ulimits/nofile/hard", "i", 1048576)
  service("/expose", "q"); service("/expose/[]", "si", "^[0-9]+(/(tcp|udp))?$"); service("/tmpfs", "q"); service("/tmpfs/[]", "s", "^/[A-Za-z0-9._/-]*(:(size|mode|uid|gid)=[0-9]+[kmg]?(,(size|mode|uid|gid)=[0-9]+[kmg]?)*)?$")
  service("/logging", "m"); service("/logging/driver", "s", "^(local|json-file)$"); service("/logging/options", "m"); service("/logging/options/max-size", "s", "^([1-9][0-9]*k|[1-9][0-9]?m|100m)$")
  service("/logging/options/max-file", "s", "^([1-9]|10)$"); service("/logging/options/compress", "s", "^(true|false)$")
  service("/depends_on", "n"); service("/depends_on/*", "m"); service("/depends_on/*/condition", "s", "^service_(started|healthy|completed_successfully)$")
  service("/depends_on/*/required", "b"); service("/depends_on/*/restart", "b")
  service("/healthcheck", "m"); service("/healthcheck/test", "q"); service("/healthcheck/test/[]", "s"); service("/healthcheck/disable", "b"); service("/healthcheck/retries", "i", 1000000)
  service("/healthcheck/interval", "s", time); service("/healthcheck/timeout", "s", time); service("/healthcheck/start_period", "s", time); service("/healthcheck/start_interval", "s", time)
  service("/networks", "m"); service("/networks/default", "m"); service("/networks/default/aliases", "q"); service("/networks/default/aliases/[]", "s", name)
  service("/deploy", "m"); service("/deploy/replicas", "i", 1); service("/deploy/restart_policy", "m"); service("/deploy/restart_policy/condition", "s", "^(none|on-failure|any)$")
  service("/deploy/restart_policy/delay", "s", time); service("/deploy/restart_policy/window", "s", time); service("/deploy/restart_policy/max_attempts", "i", 1000000)
  service("/deploy/resources", "m")
  split("limits reservations", halves, " ")
  for (number in halves) {
    half = "/deploy/resources/" halves[number]; service(half, "m"); service(half "/cpus", "s", "^[0-9]+([.][0-9]+)?$"); service(half "/memory", "si", size); service(half "/pids", "i", 4096)
  }
  service("/ports", "qm"); service("/ports/[]", "m"); service("/ports/[]/target", "i", 65535); service("/ports/[]/published", "si", "^[0-9]+$")
  service("/ports/[]/host_ip", "s", "^[0-9a-fA-F.:]+$"); service("/ports/[]/protocol", "s", "^(tcp|udp)$"); service("/ports/[]/mode", "s", "^(ingress|host)$")
  service("/volumes", "qm"); service("/volumes/[]", "m"); service("/volumes/[]/type", "s", "^(bind|volume|tmpfs)$"); service("/volumes/[]/source", "s", "^([.]?/[A-Za-z0-9._@+/-]+|[A-Za-z0-9_][A-Za-z0-9._-]*)$")
  service("/volumes/[]/target", "s", path); service("/volumes/[]/read_only", "b"); service("/volumes/[]/bind", "m"); service("/volumes/[]/bind/create_host_path", "b")
  service("/volumes/[]/volume", "m"); service("/volumes/[]/volume/nocopy", "b"); service("/volumes/[]/tmpfs", "m"); service("/volumes/[]/tmpfs/size", "i", 1e12); service("/volumes/[]/tmpfs/mode", "i", 4095)
  split("image pids_limit security_opt security_opt/1 logging logging/driver logging/options logging/options/max-size logging/options/max-file ulimits ulimits/nofile ulimits/nofile/soft ulimits/nofile/hard", needed, " ")
}
AWK
}

compose_reader() {
  cat <<'AWK'
function bad(what) { if (!failed) print what; failed = 1; exit 1 }
function form(why) { bad("have a line " NR " that is not in the form that Freehold writes (" why ")") }
function shown(path) { sub(/^\/services\/[^\/]*\//, "", path); sub(/^\//, "", path); gsub(/\/\[\]/, "", path); gsub(/\//, ".", path); return path (current == "" ? "" : " (service " current ")") }
function dollars(path, text) {
  if (path ~ /^\/services\/[*]\/(environment\/[*]|command\/\[\]|entrypoint\/\[\]|healthcheck\/test\/\[\])$/) { gsub(/[$][$]/, "\001", text); gsub(/[$][{][A-Za-z_][A-Za-z0-9_]*[}]/, "", text) }
  return index(text, "$")
}
function scalar(path, real, value,   kind, text) {
  kind = T[path]
  if (value ~ /^"([^"\\]|\\["\\nt])*"$/) {
    text = substr(value, 2, length(value) - 2)
    if (kind !~ /s/) bad("use " value " for " shown(real))
    if (dollars(path, text)) bad("use $ as in " value " for " shown(real))
    if (P[path] != "" && text !~ P[path]) bad("use " value " for " shown(real))
    if (path ~ /(source|target|working_dir|tmpfs\/\[\])$/ && text ~ /(^|\/)[.][.](\/|$)|\/[.](\/|$)|\/\//) bad("use " value " for " shown(real))
  } else if (value ~ /^(0|[1-9][0-9]*)$/) {
    if (kind !~ /i/ || length(value) > 15 || kind == "i" && value + 0 > P[path] + 0) bad("use " value " for " shown(real))
  } else if (value == "true" || value == "false") {
    if (kind !~ /b/) bad("use " value " for " shown(real))
  } else form("a value is a string in double quotes, a whole number, true or false")
  has[real] = value
}
function opened(path, real) {
  if (T[path] !~ /^(m|n|q|qm)$/) form("a value is missing")
  depth++; G[depth] = path; R[depth] = real; K[depth] = ""; count[depth] = 0; pending = depth; has[real]
}
# The kind of container that line `depth` begins or goes on in.
function within(kind) {
  if (pending) {
    if (at != pending) form("something is empty")
    if (substr(T[G[at]], 1, 1) == "q" ? kind != "q" : kind != "m") form("a sequence where a mapping belongs, or the other way round")
    K[at] = kind; pending = 0
  } else if (at > depth || K[at] != kind) form("the indentation")
  depth = at
}
function megabytes(value) { gsub(/"/, "", value); return value ~ /k$/ ? value / 1024 : value + 0 }
function closed(   i) {
  if (current == "") return
  for (i in needed) if (!(("/services/" current "/" needed[i]) in has)) bad("leave out " needed[i] " (service " current ")")
  i = "/services/" current "/logging/options/"
  if (megabytes(has[i "max-size"]) * megabytes(has[i "max-file"]) > 100) bad("keep more than 100m of logs (service " current ")")
  current = ""
}
BEGIN { depth = 0; G[0] = ""; R[0] = ""; K[0] = "m"; pending = 0; current = "" }
{
  if (index($0, "\302\205") || index($0, "\342\200\250") || index($0, "\342\200\251") || index($0, "\357\273\277")) form("a line break that is none")
  indent = match($0, /[^ ]/) - 1
  if (indent < 0 || indent % 2 || $0 ~ / $/) form("spaces")
  at = indent / 2; rest = substr($0, indent + 1)
  if (substr(rest, 1, 2) == "- ") {
    within("q"); rest = substr(rest, 3); count[at]++
    item = G[at] "/[]"; real = R[at] "/" count[at]
    if (T[G[at]] == "q") { scalar(item, real, rest); next }
    depth = at + 1; G[depth] = item; R[depth] = real; K[depth] = "m"; at = depth
  } else within("m")
  if (!match(rest, /^[A-Za-z0-9_][A-Za-z0-9._-]*:/)) form("a key is a bare word")
  key = substr(rest, 1, RLENGTH - 1); rest = substr(rest, RLENGTH + 1)
  path = G[at] (T[G[at]] == "n" ? "/*" : "/" key); real = R[at] "/" key
  if (at == 0) closed()
  if (path == "/services/*") { closed(); current = key; if (++services > 40) bad("have more than 40 services") }
  if (!(path in T)) bad("use " shown(real))
  if ((at == 1 ? tolower(real) : real) in seen) bad("have " shown(real) " twice")
  seen[at == 1 ? tolower(real) : real]
  if (rest == "") opened(path, real)
  else if (rest == " {}" && T[path] ~ /^(m|n)$/ || rest == " []" && T[path] ~ /^q/) has[real]
  else if (substr(rest, 1, 1) == " ") { if (T[path] ~ /^(m|n|q|qm)$/) form("a container in one line"); scalar(path, real, substr(rest, 2)) }
  else form("a space is missing")
}
END { if (!failed) { if (pending) form("something is empty"); closed(); if (!("/services" in has)) bad("be without services"); if (!("/name" in has)) bad("be without name") } }
AWK
}
