import { execFileSync } from "node:child_process";
import { chmodSync, existsSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { homedir, tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "@jest/globals";
import { inSlot, slotPaths, TENANT } from "./testing/slot-shell.ts";

const compose = findCompose();

let machine: string;
let data: string;
let release: string;

beforeEach(() => {
  machine = mkdtempSync(join(tmpdir(), "slot-compose-"));
  ({ data, release } = slotPaths(machine));
  for (const folder of [data, join(release, "files"), join(machine, "bin")]) mkdirSync(folder, { recursive: true });
  writeFileSync(join(release, "files/conf"), "");
  program("docker", `[ "$1" = compose ] && shift && exec ${(compose ?? []).map((word) => `'${word}'`).join(" ")} "$@"`);
  // There is no such user here; what is after the options runs.
  program("setpriv", 'while [ "$1" != env ]; do shift; done; exec "$@"');
});
afterEach(() => rmSync(machine, { recursive: true }));

function program(name: string, lines: string): void {
  writeFileSync(join(machine, "bin", name), `#!/bin/sh\n${lines}\n`);
  chmodSync(join(machine, "bin", name), 0o755);
}

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

/** The file that the tests change: lines of the service `web` go into it, and lines of the whole behind it. */
function canonical(service = "", rest = ""): string {
  return `name: "fh-${TENANT}"
services:
  web:
    image: "nginx:1"
    command:
      - "sh"
      - "-c"
      - "echo $$HOME $\{NAME} \\"quoted\\""
    environment:
      TEXT: "one\\n\\n  two: x\\nports:"
      NAME: "$\{NAME}"
    pids_limit: 512
    security_opt:
      - "no-new-privileges:true"
    logging:
      driver: "local"
      options:
        max-size: "10m"
        max-file: "3"
    ulimits:
      nofile:
        soft: 1024
        hard: 4096
${service.replaceAll(/^(?=.)/gm, "    ").replaceAll("DATA", data)}  db:
    image: "postgres:17"
    pids_limit: 512
    security_opt:
      - "no-new-privileges:true"
    logging:
      driver: "json-file"
      options:
        max-size: "10m"
        max-file: "3"
    ulimits:
      nofile:
        soft: 1024
        hard: 4096
${rest.replaceAll("DATA", data)}`;
}

const STEPS = {
  form: "check_compose",
  reading: 'read_compose "$release"',
  all: 'check_names; check_ports; check_mounts "$release"',
};

/** What the host says of a slot's compose file; empty when it takes it. */
function verdict(file: string, steps: string): string {
  writeFileSync(join(release, "given.yaml"), file);
  writeFileSync(join(release, ".env"), 'NAME="a \\$ b"\n');
  return inSlot(
    machine,
    `PATH=${machine}/bin:$PATH\nchown() { :; }\nrelease='${release}'\nmkdir -p "$SLOTS/.incoming"\n${steps}`,
  );
}

const bothReadings = (file: string): string => verdict(file, `${STEPS.form}; ${STEPS.reading}; ${STEPS.all}`);
const formOnly = (file: string): string => verdict(file, STEPS.form);
const withoutForm = (file: string): string => verdict(file, `${STEPS.reading}; ${STEPS.all}`);

const whole = compose === undefined ? test.skip : test;
const LACK = compose === undefined ? " (skipped: no Docker Compose)" : "";

const WITHIN = `ports:
  - target: 80
    published: "20001"
    host_ip: "0.0.0.0"
    protocol: "tcp"
volumes:
  - type: "bind"
    source: "./conf"
    target: "/etc/nginx"
    read_only: true
  - type: "bind"
    source: "DATA/files/deep"
    target: "/files"
  - type: "volume"
    source: "keep"
    target: "/keep"
labels:
  freehold.files: "x"
hostname: "web"
networks:
  default:
    aliases:
      - "realtime-dev.fh-${TENANT}-realtime"
      - "fh-${TENANT}-web-1"
depends_on:
  db:
    condition: "service_started"
`;

whole(`a compose file that stays within its slot is taken${LACK}`, () => {
  expect(bothReadings(canonical(WITHIN, "volumes:\n  keep: {}\nnetworks:\n  default: {}\n"))).toBe("");
});

const FORM: [what: string, change: (file: string) => string, reason: RegExp][] = [
  ["a tag", (file) => file.replace("    image", "    !!binary aW1hZ2U="), /a key is a bare word/],
  ["an anchor", (file) => file.replace("web:", "web: &a"), /a container in one line/],
  ["an alias", (file) => file.replace('"nginx:1"', "*a"), /a value is a string in double quotes/],
  ["a merge key", (file) => file.replace("    image", "    <<"), /a key is a bare word/],
  ["a quoted key", (file) => file.replace("    image", '    "image"'), /a key is a bare word/],
  ["an explicit key", (file) => file.replace("    image", "    ? image"), /a key is a bare word/],
  ["a folded text", (file) => file.replace('"nginx:1"', ">-\n      nginx"), /a value is a string in double quotes/],
  ["a flow mapping", (file) => file.replace('"nginx:1"', "{a: 1}"), /a value is a string in double quotes/],
  ["an escape", (file) => file.replace("nginx:1", "ngin\\x78"), /a value is a string in double quotes/],
  ["a comment", (file) => `${file}# x\n`, /a key is a bare word/],
  ["a second document", (file) => `${file}---\n`, /a key is a bare word/],
  [
    "a key twice",
    (file) => file.replace("    pids_limit", '    image: "b"\n    pids_limit'),
    /have image \(service web\) twice/,
  ],
  ["a service twice in other case", (file) => file.replace("  db:", "  Web:"), /twice/],
  ["a tab", (file) => file.replace("    image", "\timage"), /control characters/],
  ["an indentation of its own", (file) => file.replace("    image", "      image"), /the indentation|not in the form/],
  ["a line break that only YAML sees", (file) => file.replace("nginx:1", "a\u2028b"), /a line break that is none/],
  // biome-ignore lint/suspicious/noTemplateCurlyInString: a variable of Compose's -- the file has it
  ["a variable in an image", (file) => file.replace("nginx:1", "${NAME}"), /use \$ as in/],
  // biome-ignore lint/suspicious/noTemplateCurlyInString: as above
  ["a variable with a default", (file) => file.replace("${NAME}", "${NAME:-x}"), /use \$ as in/],
  ["another project", (file) => file.replace(TENANT, "tother1"), /use "fh-tother1" for name/],
  ["no project", (file) => file.replace(/^name.*\n/, ""), /be without name/],
  ["no limit of processes", (file) => file.replace(/ +pids_limit.*\n/, ""), /leave out pids_limit \(service web\)/],
  ["too many processes", (file) => file.replace("pids_limit: 512", "pids_limit: 5000"), /use 5000 for pids_limit/],
  ["new privileges", (file) => file.replace("privileges:true", "privileges:false"), /for security_opt/],
  [
    "logs without end",
    (file) => file.replace(' max-file: "3"', ' max-file: "10"').replace('"10m"', '"20m"'),
    /more than 100m of logs/,
  ],
  ["another log driver", (file) => file.replace('"local"', '"syslog"'), /use "syslog" for logging.driver/],
];

test.each(FORM)("a compose file with %s is not in the form that a host takes", (_what, change, reason) => {
  const file = change(canonical());
  expect(file).not.toBe(canonical());

  expect(formOnly(file)).toMatch(/^a slot's compose\.yaml must not /);
  expect(formOnly(file)).toMatch(reason);
});

/** What the form does not allow, one key of a service each. */
const KEYS =
  "annotations build cap_add cgroup cgroup_parent configs container_name credential_spec develop device_cgroup_rules devices dns domainname " +
  "env_file extends external_links extra_hosts gpus group_add ipc isolation label_file links mem_swappiness models network_mode oom_kill_disable " +
  "oom_score_adj pid platform post_start privileged profiles provider runtime scale secrets storage_opt sysctls use_api_socket userns_mode uts volumes_from";

test("keys of a service that are not known to be harmless are refused, each by its name", () => {
  for (const key of KEYS.split(" ")) {
    expect(formOnly(canonical(`${key}: "x"\n`))).toBe(`a slot's compose.yaml must not use ${key} (service web)`);
  }
  for (const key of ["include", "secrets", "configs", "models", "x-any"]) {
    expect(formOnly(canonical("", `${key}: "x"\n`))).toBe(`a slot's compose.yaml must not use ${key}`);
  }
});

const item = (name: string, lines: string[]): string => `${name}:\n  - ${lines.join("\n    ")}\n`;
const port = (published: string, address = 'host_ip: "0.0.0.0"') =>
  item("ports", ["target: 80", published, address].filter(Boolean));
const mount = (source: string, more = "") =>
  item("volumes", [
    'type: "bind"',
    `source: "${source}"`,
    `target: "/x${source.replace(/\W/g, "")}"`,
    ...(more ? [more] : []),
  ]);
const alias = (name: string) => `networks:\n  default:\n    aliases:\n      - "${name}"\n`;
const more = (text: string) => text.replace(/^.*\n/, "");

/** What is of the right form and reaches beyond the slot. */
const REACHING: [what: string, service: string, reason: string, rest?: string][] = [
  ["a port that was not given", port('published: "22"'), "use the port 22, which was not given to the slot"],
  ["many ports", port('published: "20000"'), "use the port 20000"],
  ["a port that the machine chooses", port(""), "publish a port that the machine chooses"],
  ["an address that was not given", port('published: "20001"', 'host_ip: "192.0.2.1"'), 'on the address "192.0.2.1"'],
  ["all addresses of a port", port('published: "20001"', ""), 'on the address ""'],
  ["the machine's files", mount("/etc"), "mount /etc, which is not the slot's"],
  ["Docker's socket", mount("/var/run/docker.sock"), "mount /var/run/docker.sock, which is not the slot's"],
  ["its data as a whole", mount("DATA"), "which is not the slot's"],
  ["a file of the bundle to write to", mount("./conf"), "without read_only"],
  ["a file that the bundle has not", mount("./other", "read_only: true"), "which the bundle does not have"],
  ["a folder within another", mount("DATA/a") + more(mount("DATA/a/b")), "/a/b, which is within "],
  ["a folder within another, in the other order", mount("DATA/a/b") + more(mount("DATA/a")), "/a/b, which is within "],
  [
    "a folder within one that others stand between",
    mount("DATA/a") + more(mount("DATA/a-b")) + more(mount("DATA/a/c")),
    "/a/c, which is within ",
  ],
  [
    "a folder within another service's",
    mount("DATA/a/b"),
    "/a/b, which is within ",
    `    volumes:\n      - type: "bind"\n        source: "DATA/a"\n        target: "/a"\n`,
  ],
  ["a folder on whose way a link is", mount("DATA/link/x"), "/link, which is a link"],
  ["a neighbour's name", alias("fh-tother1-web-1"), "use the alias fh-tother1-web-1"],
  ["a neighbour's name in other case", alias("FH-Tother1-web-1"), "use the alias FH-Tother1-web-1"],
  ["a name that only the edge knows", alias("fhr-0123"), "use the alias fhr-0123"],
  ["the edge's name", alias("Freehold-edge-traefik-1"), "use the alias Freehold-edge-traefik-1"],
  ["a neighbour's name as its host name", 'hostname: "FH-tother1-web-1"\n', "use the host name FH-tother1-web-1"],
  [
    "a label of another project",
    'labels:\n  Com.Docker.compose.project: "fh-tother1"\n',
    "use the label Com.Docker.compose.project",
  ],
  ["a label for a router", 'labels:\n  traefik.enable: "true"\n', "use the label traefik.enable"],
];

whole.each(REACHING.map(([what, service, reason, rest = ""]) => [what, service, reason, rest] as const))(
  `a compose file that asks for %s is refused, by both readings together and by Compose's own alone${LACK}`,
  (_what, service, reason, rest) => {
    symlinkSync("/etc", join(data, "link"));
    const file = canonical(service, rest);

    for (const said of [bothReadings(file), withoutForm(file)]) {
      expect(said).toMatch(/^a slot's compose\.yaml must not /);
      expect(said).toContain(reason);
    }
  },
);

whole(`a neighbouring workload's folders are the slot's too: none is within one of them${LACK}`, () => {
  mkdirSync(join(machine, `var/lib/freehold-slots/${TENANT}/.other`), { recursive: true });
  writeFileSync(
    join(machine, `var/lib/freehold-slots/${TENANT}/.other/mounts`),
    `${data}/a\n        source: ${data}/old/b\n`,
  );

  expect(bothReadings(canonical(mount("DATA/a/b")))).toContain("/a/b, which is within ");
  expect(bothReadings(canonical(mount("DATA/old")))).toContain("/old/b, which is within ");
  expect(bothReadings(canonical(mount("DATA/a")))).toBe("");
});

/** What the form stops first, and Compose's own reading when the form is not looked at. */
const HIDDEN: [what: string, file: () => string, reason: RegExp][] = [
  ["privileges of a service's network", () => canonical('network_mode: "host"\n'), /network_mode/],
  [
    "another network",
    () => canonical("", 'networks:\n  default:\n    name: "fh-tother1"\n    external: true\n'),
    /networks/,
  ],
  [
    "another volume",
    () =>
      canonical(
        item("volumes", ['type: "volume"', 'source: "k"', 'target: "/k"']),
        'volumes:\n  k:\n    name: "fh-tother1_k"\n    external: true\n',
      ),
    /the volume k/,
  ],
  [
    "a folder of the machine as a volume",
    () =>
      canonical(
        item("volumes", ['type: "volume"', 'source: "k"', 'target: "/k"']),
        "volumes:\n  k:\n    driver_opts: { type: none, o: bind, device: / }\n",
      ),
    /the volume k: driver_opts/,
  ],
  [
    "more than one replica",
    () => canonical(`${port('published: "20001"')}deploy:\n  replicas: 2\n`),
    /more than one replica/,
  ],
  ["a name of its container", () => canonical('container_name: "fh-tother1-web-1"\n'), /container_name/],
  [
    "a file of the machine as a secret",
    () =>
      canonical("", 'secrets:\n  s:\n    file: "/etc/shadow"\n').replace(
        '    image: "nginx:1"',
        '    image: "nginx:1"\n    secrets:\n      - "s"',
      ),
    /secrets/,
  ],
];

whole.each(HIDDEN)(`%s is refused by its form, and by Compose's own reading too${LACK}`, (_what, file, reason) => {
  expect(formOnly(file())).toMatch(/^a slot's compose\.yaml must not /);

  expect(withoutForm(file())).toMatch(/^a slot's compose\.yaml must not /);
  expect(withoutForm(file())).toMatch(reason);
});

whole(`the words of first-start, on-healthy and upstream are services of the file${LACK}`, () => {
  for (const [part, line] of [
    ["on-healthy", "sh -c x"],
    ["first-start", "other /a b c"],
    ["upstream", "other:8000"],
  ] as const) {
    writeFileSync(join(release, part), `${line}\n`);
    expect(bothReadings(canonical())).toMatch(
      /which is no service of its compose.yaml|of a service of its compose.yaml/,
    );
    rmSync(join(release, part));
  }
});

test("root's Compose reads no file that was not read by the slot's user first", () => {
  const { slot } = slotPaths(machine);
  mkdirSync(join(slot, "app"), { recursive: true });
  writeFileSync(join(slot, "app/compose.yaml"), "services: { web: { image: x, env_file: /etc/shadow } }\n");

  expect(inSlot(machine, "slot_compose config")).toMatch(
    /could not be carried over; its containers go on: apply it again$/,
  );
});
