# The containers that Compose made, before they start: whatever a file said and however it was read, this is what would run.

container_facts() {
  cat <<'TEMPLATE'
{{println "Privileged" .HostConfig.Privileged}}{{println "UsernsMode" (json (index .HostConfig "UsernsMode"))}}{{println "NetworkMode" .HostConfig.NetworkMode}}
{{println "PidMode" (json (index .HostConfig "PidMode"))}}{{println "IpcMode" .HostConfig.IpcMode}}{{println "UTSMode" (json (index .HostConfig "UTSMode"))}}
{{println "CgroupnsMode" .HostConfig.CgroupnsMode}}{{println "CgroupParent" .HostConfig.CgroupParent}}{{println "CapAdd" (json (index .HostConfig "CapAdd"))}}
{{println "Devices" (json (index .HostConfig "Devices"))}}{{println "DeviceRequests" (json (index .HostConfig "DeviceRequests"))}}{{println "DeviceCgroupRules" (json (index .HostConfig "DeviceCgroupRules"))}}
{{println "SecurityOpt" (json (index .HostConfig "SecurityOpt"))}}{{println "Sysctls" (json (index .HostConfig "Sysctls"))}}{{println "VolumesFrom" (json (index .HostConfig "VolumesFrom"))}}
{{println "Links" (json (index .HostConfig "Links"))}}{{println "GroupAdd" (json (index .HostConfig "GroupAdd"))}}{{println "OomScoreAdj" .HostConfig.OomScoreAdj}}
{{println "PublishAllPorts" .HostConfig.PublishAllPorts}}{{println "ReadonlyPaths" (json (index .HostConfig "ReadonlyPaths"))}}{{println "MaskedPaths" (json (index .HostConfig "MaskedPaths"))}}
{{println "Log" .HostConfig.LogConfig.Type}}{{println "Runtime" .HostConfig.Runtime}}{{println "Project" (index .Config.Labels "com.docker.compose.project")}}
{{println "Hostname" (json .Config.Hostname)}}{{println "Domainname" (json .Config.Domainname)}}{{println "Name" .Name}}
{{range $port, $bound := .HostConfig.PortBindings}}{{range $bound}}{{println "Port" (json .HostIp) (json .HostPort)}}{{end}}{{end}}
{{range $name, $end := .NetworkSettings.Networks}}{{println "Network" $name}}{{range $end.Aliases}}{{println "Alias" (json .)}}{{end}}{{end}}
{{range .Mounts}}{{println "Mount" .Type .RW (or (index . "Name") "-") .Source}}{{end}}
TEMPLATE
}

check_containers() {
  told_data=$(slot_data)
  runtime=$(docker info --format '{{.DefaultRuntime}}')
  groups=private
  [ -e "$CGROUPS/cgroup.controllers" ] || groups=host
  route=$(cat "$home/route" 2>/dev/null || true)
  for container in $(docker ps -aq --no-trunc --filter "label=com.docker.compose.project=$owner"); do
    bad=$(docker inspect --format "$(container_facts)" "$container" | container_verdict)
    [ -n "$bad" ] || bad=$(volume_verdict "$container")
    [ -z "$bad" ] || {
      docker rm -f -v "$container" >/dev/null 2>&1 || true
      fail 1 "a container of slot $tenant must not $bad; it was taken away before it started"
    }
  done
}

container_verdict() {
  awk -v owner="$owner" -v parent="$(cat "$home_of_slot/cgroup")" -v runtime="$runtime" -v groups="$groups" -v ports=" $ports " -v addresses=" $addresses " \
    -v data="$told_data/" -v files="$dir/files/" -v route="$route" -v earlier="$([ ! -e "$dir/earlier" ] || echo 1)" '
    function bad(what) { print what; done = 1; exit }
    function foreign(name) { name = tolower(name); return name != route && name ~ /^(fh-|fhr-|freehold)/ && index(name, owner "-") != 1 || name ~ /[.]$/ }
    { value = $0; sub(/^[^ ]* /, "", value); plain = value; gsub(/"/, "", plain) }
    NF { facts++ }
    $1 ~ /^(Privileged|PublishAllPorts)$/ && value != "false" { bad("be " $1) }
    $1 ~ /^(UsernsMode|PidMode|UTSMode|Domainname)$/ && plain != "" { bad("have " $1 " " value) }
    $1 == "NetworkMode" && value != owner { bad("have NetworkMode " value) }
    $1 == "IpcMode" && value !~ /^(private|shareable)?$/ { bad("have IpcMode " value) }
    $1 == "CgroupnsMode" && value != "private" && value != groups { bad("have CgroupnsMode " value) }
    $1 == "CgroupParent" && value != parent { bad("have CgroupParent " value) }
    $1 ~ /^(CapAdd|Devices|DeviceRequests|DeviceCgroupRules|Sysctls|VolumesFrom|Links|GroupAdd)$/ && value !~ /^(null|\[\]|[{][}])$/ { bad("have " $1 " " value) }
    $1 == "SecurityOpt" && value != "[\"no-new-privileges:true\"]" && !(earlier && value ~ /^(null|\[\])$/) { bad("have SecurityOpt " value) }
    $1 == "OomScoreAdj" && value != "0" { bad("have OomScoreAdj " value) }
    $1 ~ /^(ReadonlyPaths|MaskedPaths)$/ && value !~ /^\["\/proc/ { bad("be without " $1) }
    $1 == "Log" && value !~ /^(local|json-file)$/ && !earlier { bad("log to " value) }
    $1 == "Runtime" && value != runtime { bad("have Runtime " value) }
    $1 == "Project" && value != owner { bad("be of project " value) }
    $1 == "Hostname" && foreign(plain) || $1 == "Alias" && foreign(plain) { bad("go by the name " plain) }
    $1 == "Name" && index(plain, "/" owner "-") != 1 && plain !~ ("^/[0-9a-f]+_" owner "-") { bad("be called " plain) }
    $1 == "Network" && value != owner { bad("be in the network " value) }
    $1 == "Port" { split(plain, port, " "); if (split(value, parts, " ") != 2 || parts[1] == "\"\"") { if (!earlier) bad("publish a port on an address that was not given"); port[2] = port[1]; port[1] = "0.0.0.0" } if (!index(ports, " " port[2] " ") || !index(addresses, " " port[1] " ")) bad("publish the port " value) }
    $1 == "Mount" && $2 == "bind" && (NF != 5 || $5 ~ /\/[.][.](\/|$)/ || !(index($5, data) == 1 || index($5, files) == 1 && ($3 == "false" || earlier))) { bad("mount " $5) }
    $1 == "Mount" && $2 == "volume" && index($4, owner "_") != 1 && $4 !~ /^[0-9a-f]+$/ { bad("use the volume " $4) }
    $1 == "Mount" && $2 !~ /^(bind|volume|tmpfs)$/ { bad("have a mount of type " $2) }
    END { if (!done && facts < 20) print "stay unknown: docker did not say what it is" }'
}

# A volume may be a name for a folder of the machine.
volume_verdict() {
  for volume in $(docker inspect --format '{{range .Mounts}}{{if eq .Type "volume"}}{{println .Name}}{{end}}{{end}}' "$1"); do
    case $(docker volume inspect --format '{{.Driver}} {{json .Options}}' "$volume") in
      'local null' | 'local {}') ;;
      *) echo "use the volume $volume, which is something else of the machine" ;;
    esac
  done
}
