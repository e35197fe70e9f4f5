import { expect, test } from "@jest/globals";
import { parse } from "yaml";
import { type RecordedProgram, recordProgram, resourceNamed } from "../testing/record-program.ts";
import { DigitalOceanServer, type DigitalOceanServerArgs } from "./digitalocean-server.ts";

const ARGS: DigitalOceanServerArgs = {
  tenantId: "tabc123",
  organization: "org1",
  operation: "op1",
  region: "fra1",
  serverType: "s-2vcpu-4gb",
};
const TAGS = ["freehold-tenant:tabc123", "freehold-operation:tabc123:op1", "managed-by:freehold"];

function build(args: Partial<DigitalOceanServerArgs> = {}) {
  return recordProgram("digitalocean-server", () => {
    const server = new DigitalOceanServer("acme", { ...ARGS, ...args });
    return {
      connection: server.connection,
      dataDirectory: server.dataDirectory.apply((path) => path ?? null),
      privateIpv4: server.privateIpv4.apply((address) => address ?? null),
    };
  });
}

function typesIn(program: RecordedProgram<unknown>): string[] {
  return program.resources.map((resource) => resource.type).filter((type) => !type.startsWith("pulumi:"));
}

test("a droplet is ordered with the keys, names and tags of its tenant", async () => {
  const program = await build();

  const { userData, sshKeys, ...inputs } = resourceNamed(program, "acme-server").inputs;
  expect(inputs).toEqual({
    name: "fh-tabc123",
    size: "s-2vcpu-4gb",
    image: "debian-13-x64",
    region: "fra1",
    backups: false,
    ipv6: true,
    tags: [...TAGS, "freehold-profile:web"],
  });
  expect(resourceNamed(program, "acme-ssh-key").inputs).toMatchObject({ name: "fh-tabc123" });
  expect(parse(String(userData))).toMatchObject({ hostname: "fh-tabc123" });
  expect(sshKeys).toHaveLength(1);
});

test("user data is secret and, with keys, image and tags, left as it was provisioned", async () => {
  const program = await build();

  expect(resourceNamed(program, "acme-server")).toMatchObject({
    secretInputs: ["userData"],
    ignoreChanges: ["userData", "sshKeys", "image", "tags"],
    deleteBeforeReplace: true,
  });
  expect(resourceNamed(program, "acme-operation-tag").ignoreChanges).toEqual(["name"]);
});

test("the connection is pinned to the machine's own host key and waits for the boot", async () => {
  const program = await build({ sshPort: 22022 });

  const boot = resourceNamed(program, "acme-boot");
  expect(boot.inputs).toMatchObject({ create: "hostctl wait --timeout 600" });
  expect(boot.inputs.connection).toMatchObject({ port: 22022, hostKey: expect.stringMatching(/^ssh-ed25519 \S+$/) });
  expect(boot.secretInputs).toEqual(["connection"]);
  expect(boot.deletedWith).toBe("acme-server");
});

test("a plain server has its own tags, and no firewall, network or disk of its own", async () => {
  const program = await build();

  expect(typesIn(program).sort()).toEqual([
    "command:remote:Command",
    "command:remote:Command",
    "digitalocean:index/droplet:Droplet",
    "digitalocean:index/sshKey:SshKey",
    "digitalocean:index/tag:Tag",
    "digitalocean:index/tag:Tag",
    "freehold:index:DigitalOceanServer",
    "tls:index/privateKey:PrivateKey",
    "tls:index/privateKey:PrivateKey",
  ]);
  expect(program.outputs).toMatchObject({ dataDirectory: null, privateIpv4: null });
});

test("a data disk stays when it is asked to, and survives the machine's replacement", async () => {
  const program = await build({ dataDisk: { sizeGib: 50, keep: true }, protect: true });

  const volume = resourceNamed(program, "acme-volume");
  expect(volume.inputs).toEqual({
    name: "fh-tabc123-data",
    region: "fra1",
    size: 50,
    initialFilesystemType: "ext4",
    tags: TAGS,
  });
  expect(volume).toMatchObject({ retainOnDelete: true, protect: true, deletedWith: undefined });
  expect(resourceNamed(program, "acme-volume-attachment").deletedWith).toBe("acme-server");
  expect(program.outputs.dataDirectory).toBe("/mnt/fh_tabc123_data");
});

test("a private network is there before the machine, which is provisioned in it", async () => {
  const program = await build({ privateNetwork: { ipRange: "10.0.0.0/24" } });

  expect(resourceNamed(program, "acme-network").inputs).toEqual({
    name: "fh-tabc123",
    region: "fra1",
    ipRange: "10.0.0.0/24",
  });
  expect(resourceNamed(program, "acme-server").inputs.vpcUuid).toEqual(expect.any(String));
  expect(program.outputs.privateIpv4).toBe("10.0.0.2");
});

test("a firewall of its own finds the machine by its tenant and opens SSH to the networks named", async () => {
  const program = await build({ firewall: { sshAllowedFrom: ["192.0.2.0/24"] } });

  expect(resourceNamed(program, "acme-firewall").inputs).toMatchObject({
    name: "fh-tabc123",
    tags: ["freehold-tenant:tabc123"],
    inboundRules: [
      { protocol: "tcp", portRange: "22", sourceAddresses: ["192.0.2.0/24"] },
      { protocol: "tcp", portRange: "80", sourceAddresses: ["0.0.0.0/0", "::/0"] },
      { protocol: "tcp", portRange: "443", sourceAddresses: ["0.0.0.0/0", "::/0"] },
    ],
  });
});

test("backups are daily, and protect covers the machine", async () => {
  const server = resourceNamed(await build({ backups: true, protect: true }), "acme-server");

  expect(server.inputs).toMatchObject({ backups: true, backupPolicy: { plan: "daily", hour: 0 } });
  expect(server.protect).toBe(true);
});

test("an unknown region is refused before anything is ordered", async () => {
  const outcome = await recordProgram("refused", () => {
    try {
      new DigitalOceanServer("acme", { ...ARGS, region: "fsn1" });
    } catch (error) {
      return { message: (error as Error).message };
    }
    return { message: "not refused" };
  });

  expect(outcome.outputs.message).toMatch(/region must be one of fra1, .* at digitalocean, got "fsn1"/);
  expect(typesIn(outcome)).toEqual(["freehold:index:DigitalOceanServer"]);
});

test("a database that is opened has a firewall of its own, for its machine and its port alone", async () => {
  const program = await build({ databaseAllowedFrom: ["192.0.2.0/24"], databasePort: 55_007 });

  expect(resourceNamed(program, "acme-database-firewall").inputs).toMatchObject({
    name: "fh-tabc123-database",
    tags: ["freehold-tenant:tabc123"],
    inboundRules: [{ protocol: "tcp", portRange: "55007", sourceAddresses: ["192.0.2.0/24"] }],
  });
});
