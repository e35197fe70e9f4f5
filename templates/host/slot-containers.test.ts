import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "@jest/globals";
import { inSlot, slotPaths } from "./testing/slot-shell.ts";

let machine: string;

beforeEach(() => {
  machine = mkdtempSync(join(tmpdir(), "slot-containers-"));
  const { slot, home } = slotPaths(machine);
  for (const folder of [home, join(slot, "app")]) mkdirSync(folder, { recursive: true });
  writeFileSync(join(slot, "cgroup"), "/freehold/fh-tabc123\n");
});
afterEach(() => rmSync(machine, { recursive: true }));

/** What Docker says of a container that stays within its slot, as the program asks for it. */
const WITHIN = `Privileged false
UsernsMode ""
NetworkMode fh-tabc123
PidMode ""
IpcMode private
UTSMode ""
CgroupnsMode private
CgroupParent /freehold/fh-tabc123
CapAdd null
Devices []
DeviceRequests null
DeviceCgroupRules null
SecurityOpt ["no-new-privileges:true"]
Sysctls null
VolumesFrom null
Links null
GroupAdd null
OomScoreAdj 0
PublishAllPorts false
ReadonlyPaths ["/proc/bus","/proc/fs"]
MaskedPaths ["/proc/asound","/proc/acpi"]
Log local
Runtime runc
Project fh-tabc123
Hostname "0123456789ab"
Domainname ""
Name /fh-tabc123-web-1
Port "0.0.0.0" "20001"
Network fh-tabc123
Alias "web"
Alias "fhr-00ff"
Mount bind true - DATA/db
Mount bind false - FILES/conf
Mount volume true fh-tabc123_keep /var/lib/docker/volumes/fh-tabc123_keep/_data`;

function verdict(facts: string): string {
  const { data, slot } = slotPaths(machine);
  const text = facts.replaceAll("DATA", data).replaceAll("FILES", join(slot, "app/files"));
  const lines = `told_data='${data}' runtime=runc groups=private route=fhr-00ff\ncontainer_verdict`;
  return inSlot(machine, lines, `${text}\n`).trim();
}

test("a container that stays within its slot is started, and one that Docker says nothing of is not", () => {
  expect(verdict(WITHIN)).toBe("");
  expect(verdict("")).toBe("stay unknown: docker did not say what it is");
  expect(verdict(WITHIN.slice(0, 200))).toBe("stay unknown: docker did not say what it is");
});

test.each([
  ["Privileged true", "be Privileged"],
  ['UsernsMode "host"', 'have UsernsMode "host"'],
  ["NetworkMode host", "have NetworkMode host"],
  ["NetworkMode container:0123", "have NetworkMode container:0123"],
  ['PidMode "host"', 'have PidMode "host"'],
  ["IpcMode host", "have IpcMode host"],
  ['UTSMode "host"', 'have UTSMode "host"'],
  ["CgroupnsMode host", "have CgroupnsMode host"],
  ["CgroupParent /", "have CgroupParent /"],
  ['CapAdd ["SYS_ADMIN"]', 'have CapAdd ["SYS_ADMIN"]'],
  ['Devices [{"PathOnHost":"/dev/mem"}]', 'have Devices [{"PathOnHost":"/dev/mem"}]'],
  ['DeviceCgroupRules ["b *:* rwm"]', 'have DeviceCgroupRules ["b *:* rwm"]'],
  ['SecurityOpt ["no-new-privileges:true","seccomp=unconfined"]', "have SecurityOpt"],
  ["SecurityOpt null", "have SecurityOpt null"],
  ['Sysctls {"net.ipv4.ip_forward":"1"}', "have Sysctls"],
  ['VolumesFrom ["fh-tother1-web-1"]', "have VolumesFrom"],
  ["PublishAllPorts true", "be PublishAllPorts"],
  ["ReadonlyPaths []", "be without ReadonlyPaths"],
  ["MaskedPaths null", "be without MaskedPaths"],
  ["Log syslog", "log to syslog"],
  ["Runtime sysbox", "have Runtime sysbox"],
  ["Project fh-tother1", "be of project fh-tother1"],
  ['Hostname "FH-tother1-web-1"', "go by the name FH-tother1-web-1"],
  ['Port "0.0.0.0" "22"', 'publish the port "0.0.0.0" "22"'],
  ['Port "0.0.0.0" ""', 'publish the port "0.0.0.0" ""'],
  ['Port "" "20001"', "publish a port on an address that was not given"],
  ['Port "192.0.2.1" "20001"', 'publish the port "192.0.2.1" "20001"'],
  ["Network fh-tother1", "be in the network fh-tother1"],
  ["Name /fh-tother1-web-1", "be called /fh-tother1-web-1"],
])("a container with %s is taken away before it starts", (fact, reason) => {
  const [name] = fact.split(" ");

  expect(verdict(WITHIN.replace(new RegExp(`^${name} .*$`, "m"), fact))).toContain(reason);
});

test.each([
  ['Alias "fhr-00fe"', "go by the name fhr-00fe"],
  ['Alias "Freehold-edge-traefik-1"', "go by the name Freehold-edge-traefik-1"],
  ["Mount bind true - /etc", "mount /etc"],
  ["Mount bind true - DATA", "mount "],
  ["Mount bind true - DATA/../../x", "mount "],
  ["Mount bind true - FILES/conf", "mount "],
  ["Mount bind true - DATA/a b", "mount "],
  ["Mount volume true fh-tother1_keep /x", "use the volume fh-tother1_keep"],
  ["Mount npipe true - /x", "have a mount of type npipe"],
])("a container that has %s besides is taken away before it starts", (fact, reason) => {
  expect(verdict(`${WITHIN}\n${fact}`)).toContain(reason);
});
