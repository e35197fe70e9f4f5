import { expect, test } from "@jest/globals";
import { parseTarGzip } from "nanotar";
import { recordProgram, resourceNamed } from "../testing/record-program.ts";
import { SharedHost, type SharedHostArgs } from "./shared-host.ts";

const OWNER = { hostId: "host01", organization: "operator", operation: "op1" };
const ORDER = { cloud: "hetzner", region: "fsn1", serverType: "cx43" };
const EXISTING = {
  host: "192.0.2.7",
  port: 2222,
  user: "root",
  privateKey: "-----BEGIN OPENSSH PRIVATE KEY-----",
  hostKey: "ssh-ed25519 AAAA",
};
const ARGS: SharedHostArgs = { ...OWNER, order: ORDER, edge: { tls: "internal" } };

function build(args: SharedHostArgs) {
  return recordProgram("shared-host", () => {
    try {
      const host = new SharedHost("host", args);
      return { machineId: host.machineId, ipv4: host.ipv4, hostKey: host.hostKey, message: "" };
    } catch (error) {
      return { message: (error as Error).message };
    }
  });
}

async function filesOf(bundle: unknown): Promise<string[]> {
  return (await parseTarGzip(new Uint8Array(Buffer.from(String(bundle), "base64")))).map(({ name }) => name);
}

test("a host is a machine under the profile of shared hosts, with the edge on it", async () => {
  const program = await build(ARGS);

  expect(resourceNamed(program, "host-server-machine-server").inputs).toMatchObject({
    serverType: "cx43",
    location: "fsn1",
    labels: { "freehold-tenant": "host01", "freehold-profile": "shared-host" },
  });
  expect(resourceNamed(program, "host-slots")).toMatchObject({
    deletedWith: "host-server-machine-server",
    inputs: { create: "hostctl slot enable", stdin: expect.stringContaining("slot_enable()") },
  });
  const apply = resourceNamed(program, "host-edge-apply");
  expect(apply).toMatchObject({
    deletedWith: "host-server-machine-server",
    inputs: { create: "hostctl apply edge", delete: "hostctl remove edge" },
    secretInputs: expect.arrayContaining(["stdin", "connection"]),
  });
  expect(await filesOf(apply.inputs.stdin)).toEqual(expect.arrayContaining(["compose.yaml", "on-slot", "post-apply"]));
  expect(resourceNamed(program, "host-edge-wait").inputs.create).toBe("hostctl wait edge --timeout 300");
  expect(program.outputs).toMatchObject({ ipv4: expect.stringMatching(/^127\./), message: "" });
});

test("a machine that is there already is prepared, not ordered, and keeps its address and key", async () => {
  const program = await build({ ...OWNER, existing: EXISTING, edge: { tls: "internal" } });

  const types = program.resources.map(({ type }) => type);
  expect(types).toEqual([
    "pulumi:pulumi:Stack",
    "freehold:index:SharedHost",
    ...Array(5).fill("command:remote:Command"),
  ]);
  const prepare = resourceNamed(program, "host-prepare");
  expect(prepare.inputs).toMatchObject({ connection: { host: "192.0.2.7", port: 2222, user: "root" } });
  expect(prepare.inputs.create).toMatch(/^hostctl version 2>\/dev\/null \| grep -q "\^hostctl 1\[\.\]" && exit 0\n/);
  expect(prepare.inputs.stdin).toMatch(/^#!\/bin\/sh\n/);
  expect(prepare.inputs.delete).toBeUndefined();
  expect(program.outputs).toEqual({
    machineId: "192.0.2.7",
    ipv4: "192.0.2.7",
    hostKey: "ssh-ed25519 AAAA",
    message: "",
  });
});

test.each<[string, Partial<SharedHostArgs>, RegExp]>([
  ["both origins", { existing: EXISTING }, /order and existing exclude each other, got both; leave one out/],
  ["an id that is none", { hostId: "Host" }, /tenantId must be .* got "Host"/],
  [
    "an unknown mode",
    { edge: { tls: "own" as "internal" } },
    /edge\.tls must be one of acme-dns, acme-http, internal, got "own"/,
  ],
  ["no address for the authority", { edge: { tls: "acme-http" } }, /edge\.email must be set with edge\.tls acme-http/],
  [
    "a wildcard without a token",
    { edge: { tls: "acme-dns", email: "ops@example.com", zones: ["example.com"] } },
    /edge\.zones and edge\.zoneToken must be set with edge\.tls acme-dns/,
  ],
  [
    "a token that nothing needs",
    { edge: { tls: "internal", zoneToken: "t" } },
    /edge\.zoneToken must be left out with edge\.tls internal/,
  ],
  [
    "a zone that is none",
    { edge: { tls: "internal", zones: ["a b"] } },
    /edge\.zones must be domain names .* got "a b"/,
  ],
])("%s is refused before anything is ordered", async (_what, change, message) => {
  const program = await build({ ...ARGS, ...change });

  expect(program.outputs.message).toMatch(message);
  expect(program.resources.map(({ name }) => name)).toEqual(["test-shared-host", "host"]);
});

test("a host without a machine is refused", async () => {
  const program = await build({ ...OWNER, edge: { tls: "internal" } });

  expect(program.outputs.message).toMatch(/order or existing must be given/);
});
