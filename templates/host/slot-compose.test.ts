import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { homedir, tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, expect, test } from "@jest/globals";

const PROGRAM = fileURLToPath(new URL("slot", import.meta.url));
const compose = findCompose();
const OWNER = "fh-tabc123";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "slot-compose-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

/** Compose as a program of its own, or as a plugin of Docker's; the machine image's build leaves one behind. */
function findCompose(): string[] | undefined {
  const cache = process.env.FREEHOLD_CACHE ?? join(homedir(), ".cache", "freehold");
  const architecture = process.arch === "arm64" ? "arm64" : "amd64";
  const built = join(cache, "docker-compose-2.40.0", `docker-compose-linux-${architecture}`);
  const candidates = [...(existsSync(built) ? [[built]] : []), ["docker", "compose"], ["docker-compose"]];
  return candidates.find(([program = "", ...args]) => {
    try {
      return /\bv?2\.|\bv?[3-9]\./.test(execFileSync(program, [...args, "version"], { stdio: "pipe" }).toString());
    } catch {
      return false;
    }
  });
}

function composeTest(name: string, body: () => void): void {
  if (compose === undefined) test.skip(`${name} (skipped: no Docker Compose)`, () => undefined);
  else test(name, body);
}

/** What hostctl says of a slot's compose file; empty when it takes it. The machine is real but for Docker's engine. */
function verdict(file: string): string {
  const release = join(folder, "slots", "tabc123", ".app", "releases", "1");
  const data = join(folder, "data");
  for (const path of [release, data]) mkdirSync(path, { recursive: true });
  const text = file.replaceAll("$RELEASE", release).replaceAll("$DATA", data);
  writeFileSync(join(release, "compose.yaml"), text);
  writeFileSync(join(release, "project"), OWNER);
  const script = [
    "set -eu",
    "ROOT='' BASE=/none",
    'fail() { shift; printf "%s" "$*"; exit 0; }',
    `docker() { shift; ${(compose ?? []).map((word) => `'${word}'`).join(" ")} "$@"; }`,
    readFileSync(PROGRAM, "utf8").replace(/\nBASE_OF_HOST=\$BASE\ncase [\s\S]*$/, "\n"),
    `slot_data() { echo '${data}'; }`,
    `confined=tabc123 tenant=tabc123 owner=${OWNER} home_of_slot='${join(folder, "slots", "tabc123")}' ports='20001' release='${release}'`,
    "vet",
  ].join("\n");
  return execFileSync("sh", ["-c", script], { stdio: ["ignore", "pipe", "pipe"] }).toString();
}

const service = (lines: string): string => `services:\n  web:\n    image: nginx\n${lines.replaceAll(/^/gm, "    ")}\n`;

composeTest("a compose file that stays within its slot is taken", () => {
  const taken = verdict(
    `${service(`ports: ["20001:80"]
volumes: ["./conf:/etc/nginx:ro", "data:/data", "$DATA/files:/files"]
security_opt: ["no-new-privileges:true"]
healthcheck: { test: ["CMD", "true"] }
depends_on: [db]`)}  db:\n    image: postgres\nvolumes:\n  data: {}\n`,
  );

  expect(taken).toBe("");
});

const REFUSED: [what: string, file: string, reason: string][] = [
  ["a privileged container", service("privileged: true"), "privileged"],
  ["the machine's network", service("network_mode: host"), "network_mode"],
  ["the machine's processes", service("pid: host"), "pid"],
  ["the machine's shared memory", service("ipc: host"), "ipc"],
  ["the machine's user names", service("userns_mode: host"), "userns_mode"],
  ["the machine's control groups", service("cgroup: host"), "cgroup"],
  ["a control group of its own choice", service("cgroup_parent: /"), "cgroup_parent"],
  ["further capabilities", service("cap_add: [SYS_ADMIN]"), "cap_add"],
  ["devices", service('devices: ["/dev/sda:/dev/sda"]'), "devices"],
  ["device rules", service('device_cgroup_rules: ["b *:* rwm"]'), "device_cgroup_rules"],
  ["no seccomp", service('security_opt: ["seccomp:unconfined"]'), "security_opt"],
  ["no AppArmor", service('security_opt: ["apparmor:unconfined"]'), "security_opt"],
  ["kernel settings", service("sysctls: { net.ipv4.ip_forward: 1 }"), "sysctls"],
  ["another runtime", service("runtime: runc"), "runtime"],
  ["Docker's socket", service('volumes: ["/var/run/docker.sock:/var/run/docker.sock"]'), "mount /var/run/docker.sock"],
  ["the machine's files", service('volumes: ["/:/machine"]'), "mount /, which is not the slot's"],
  [
    "the machine's files by a relative path",
    service('volumes: ["../../../../../etc:/etc"]'),
    "which is not the slot's",
  ],
  ["the files of another slot", service('volumes: ["$RELEASE/../../../../tother/.app:/x"]'), "which is not the slot's"],
  ["a path with a space in it", service('volumes: ["./a b:/x"]'), "the path"],
  ["a port that was not given to the slot", service('ports: ["22:22"]'), "the port 22"],
  ["a port that the machine chooses among many", service('ports: ["20000-20010:80"]'), "the port 20000"],
  [
    "another slot's network",
    `${service("networks: [fh-tother]")}networks:\n  fh-tother: { external: true }\n`,
    "network",
  ],
  [
    "another slot's volume",
    `${service('volumes: ["stuff:/v"]')}volumes:\n  stuff: { external: true, name: fh-tother_data }\n`,
    "volume",
  ],
  [
    "a volume that is a folder of the machine",
    `${service('volumes: ["stuff:/v"]')}volumes:\n  stuff: { driver_opts: { type: none, o: bind, device: / } }\n`,
    "volumes.",
  ],
  ["another file's services", `include: [other.yaml]\n${service("")}`, "include"],
  ["variables out of the machine's files", service("env_file: /etc/shadow"), "env_file"],
  ["a word that escapes hide", service('"priv\\x69leged": true'), "escapes"],
  ["the files of another container", `${service("volumes_from: [db]")}  db:\n    image: postgres\n`, "volumes_from"],
  ["a build, which runs as the machine", service("build: ."), "build"],
  ["the machine's secrets", `${service("secrets: [s]")}secrets:\n  s: { file: /etc/shadow }\n`, "secrets"],
  [
    "a graphics card",
    service("deploy: { resources: { reservations: { devices: [{ capabilities: [gpu] }] } } }"),
    "devices",
  ],
];

for (const [what, file, reason] of REFUSED) {
  composeTest(`a compose file that asks for ${what} is refused by name`, () => {
    const said = verdict(file);

    expect(said).toMatch(/^a slot's compose\.yaml must not |^compose\.yaml cannot be read/);
    expect(said).toContain(reason);
  });
}
