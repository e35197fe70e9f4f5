import { expect, test } from "@jest/globals";
import { parse } from "yaml";
import { hostctlUpdate } from "../hostctl/hostctl-update.ts";
import { templateText } from "../templates/template-text.ts";
import { type RecordedProgram, recordProgram, resourceNamed } from "../testing/record-program.ts";
import { HetznerServer, type HetznerServerArgs } from "./hetzner-server.ts";

const ARGS: HetznerServerArgs = {
  tenantId: "tabc123",
  organization: "org1",
  operation: "op1",
  region: "fsn1",
  serverType: "cx23",
};
const LABELS = {
  "managed-by": "freehold",
  "freehold-tenant": "tabc123",
  "freehold-organization": "org1",
  "freehold-operation": "op1",
};

function build(args: Partial<HetznerServerArgs> = {}) {
  return recordProgram("hetzner-server", () => {
    const server = new HetznerServer("acme", { ...ARGS, ...args });
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

test("a server is ordered with the keys, names and labels of its tenant", async () => {
  const program = await build();

  const { userData, sshKeys, ...inputs } = resourceNamed(program, "acme-server").inputs;
  expect(inputs).toEqual({
    name: "fh-tabc123",
    serverType: "cx23",
    image: "debian-12",
    location: "fsn1",
    backups: false,
    labels: { ...LABELS, "freehold-profile": "web" },
  });
  expect(resourceNamed(program, "acme-ssh-key").inputs).toMatchObject({ name: "fh-tabc123", labels: LABELS });
  expect(parse(String(userData))).toMatchObject({ hostname: "fh-tabc123" });
  expect(sshKeys).toHaveLength(1);
});

test("the user data is secret and, with keys and image, left as it was provisioned", async () => {
  const server = resourceNamed(await build(), "acme-server");

  expect(server.secretInputs).toEqual(["userData"]);
  expect(server.ignoreChanges).toEqual(["userData", "sshKeys", "image", 'labels["freehold-operation"]']);
  expect(server.deleteBeforeReplace).toBe(true);
});

test("the connection is pinned to the machine's own host key and waits for the boot", async () => {
  const program = await build({ sshPort: 22022 });

  const boot = resourceNamed(program, "acme-boot");
  expect(boot.inputs).toMatchObject({ create: "hostctl wait --timeout 600" });
  expect(boot.inputs.connection).toMatchObject({
    port: 22022,
    user: "freehold",
    hostKey: expect.stringMatching(/^ssh-ed25519 \S+$/),
    dialErrorLimit: 60,
    perDialTimeout: 15,
  });
  expect(boot.secretInputs).toEqual(["connection"]);
  expect(boot.deletedWith).toBe("acme-server");
  const hostctl = resourceNamed(program, "acme-hostctl");
  expect(hostctl.inputs).toMatchObject({ create: hostctlUpdate().command, stdin: hostctlUpdate().stdin });
  expect(hostctl.inputs).not.toHaveProperty("delete");
  // Nothing that was there takes anything of it: in a preview of a stack from before it must not look as if it changed.
  expect([hostctl.deletedWith, boot.dependsOn]).toEqual(["acme-server", expect.arrayContaining(["acme-hostctl"])]);
  expect(program.outputs.connection).toMatchObject({ port: 22022, user: "freehold" });
});

test("a plain server has no firewall, network or disk of its own", async () => {
  const program = await build();

  expect(typesIn(program).sort()).toEqual([
    "command:remote:Command",
    "command:remote:Command",
    "freehold:index:HetznerServer",
    "hcloud:index/server:Server",
    "hcloud:index/sshKey:SshKey",
    "tls:index/privateKey:PrivateKey",
    "tls:index/privateKey:PrivateKey",
  ]);
  expect(program.outputs.dataDirectory).toBeNull();
  expect(program.outputs.privateIpv4).toBeNull();
});

test("a data disk stays when it is asked to, and survives the machine's replacement", async () => {
  const program = await build({ dataDisk: { sizeGib: 50, keep: true }, protect: true });

  const volume = resourceNamed(program, "acme-volume");
  expect(volume.inputs).toMatchObject({
    name: "fh-tabc123-data",
    size: 50,
    format: "ext4",
    automount: true,
    labels: LABELS,
  });
  expect(volume).toMatchObject({ retainOnDelete: true, protect: true, deletedWith: undefined });
  expect(program.outputs.dataDirectory).toMatch(/^\/mnt\/HC_Volume_\d+$/);
});

test("a data disk is given out when the machine has mounted it, and its file system grows with it", async () => {
  const program = await build({ dataDisk: { sizeGib: 50 } });
  const grown = await build({ dataDisk: { sizeGib: 80 } });

  const disk = resourceNamed(program, "acme-data-disk");
  expect(disk.inputs.create).toMatch(/^hostctl disk \/mnt\/HC_Volume_\d+ 50 \|\| /);
  expect(disk.inputs.stdin).toBe(templateText("host/disk"));
  expect(disk).toMatchObject({ deletedWith: "acme-server", secretInputs: ["connection"] });
  // Another input, so that the engine runs it again.
  expect(resourceNamed(grown, "acme-data-disk").inputs.create).toMatch(/ 80 \|\| /);
});

test("a private network has a subnet in the region's zone, and goes with the machine", async () => {
  const program = await build({ privateNetwork: { ipRange: "10.0.0.0/24" }, region: "ash", serverType: "cpx21" });

  expect(resourceNamed(program, "acme-subnet").inputs).toMatchObject({
    type: "cloud",
    networkZone: "us-east",
    ipRange: "10.0.0.0/24",
  });
  expect(resourceNamed(program, "acme-network-member").deletedWith).toBe("acme-server");
  expect(program.outputs.privateIpv4).toBe("10.0.0.2");
});

test("a firewall of its own finds the machine by its tenant and opens SSH to the networks named", async () => {
  const program = await build({ firewall: { sshAllowedFrom: ["192.0.2.0/24"] } });

  expect(resourceNamed(program, "acme-firewall").inputs).toEqual({
    name: "fh-tabc123",
    labels: LABELS,
    applyTos: [{ labelSelector: "freehold-tenant=tabc123" }],
    rules: [
      { direction: "in", protocol: "tcp", port: "22", sourceIps: ["192.0.2.0/24"], description: "SSH" },
      { direction: "in", protocol: "tcp", port: "80", sourceIps: ["0.0.0.0/0", "::/0"], description: "HTTP" },
      { direction: "in", protocol: "tcp", port: "443", sourceIps: ["0.0.0.0/0", "::/0"], description: "HTTPS" },
    ],
  });
});

test("protect covers the machine", async () => {
  expect(resourceNamed(await build({ protect: true }), "acme-server").protect).toBe(true);
  expect(resourceNamed(await build(), "acme-server").protect).toBe(false);
});

test("a caller's labels are added, Freehold's own win", async () => {
  const program = await build({ labels: { team: "blue", "managed-by": "someone" } });

  expect(resourceNamed(program, "acme-server").inputs.labels).toEqual({
    ...LABELS,
    team: "blue",
    "freehold-profile": "web",
  });
});

test.each<[string, Partial<HetznerServerArgs>, RegExp]>([
  ["an unknown region", { region: "mars1" }, /region must be one of fsn1, .* got "mars1"/],
  ["a tenant id with a hyphen", { tenantId: "acme-corp" }, /tenantId must be 6 to 32 .* got "acme-corp"/],
  ["an organization that is no label", { organization: "Acme & Co" }, /organization must be .* got "Acme & Co"/],
  ["a port that is none", { sshPort: 70000 }, /sshPort must be a whole number from 1 to 65535, got 70000/],
  ["root as the user", { sshUser: "root" }, /sshUser must be .* and not root, got "root"/],
  ["a profile that is no label", { profile: "web & db" }, /profile must be a label: .* got "web & db"/],
  ["a disk that is too small", { dataDisk: { sizeGib: 5 } }, /dataDisk\.sizeGib must be .* 10 to 10240 \(GiB\), got 5/],
  [
    "a network with host bits",
    { firewall: { sshAllowedFrom: ["192.0.2.7/24"] } },
    /sshAllowedFrom must be the start of its network, 192\.0\.2\.0\/24, got "192\.0\.2\.7\/24"/,
  ],
  [
    "a database for a network with host bits",
    { databaseAllowedFrom: ["192.0.2.7/24"] },
    /databaseAllowedFrom must be the start of its network/,
  ],
  ["a database for a name", { databaseAllowedFrom: ["example.com"] }, /databaseAllowedFrom must be in CIDR form/],
  [
    "a database for more networks than a rule takes",
    { databaseAllowedFrom: Array.from({ length: 101 }, (_, at) => `192.0.2.${at}/32`) },
    /databaseAllowedFrom must be at most 100 networks, got 101/,
  ],
  ["SSH from nowhere", { firewall: { sshAllowedFrom: [] } }, /sshAllowedFrom must name at least one network/],
  [
    "a network without a length",
    { privateNetwork: { ipRange: "10.0.0.0" } },
    /ipRange must be in CIDR form, .* got "10\.0\.0\.0"/,
  ],
])("%s is refused before anything is ordered", async (_what, args, message) => {
  const outcome = await recordProgram("refused", () => {
    try {
      new HetznerServer("acme", { ...ARGS, ...args });
    } catch (error) {
      return { message: (error as Error).message };
    }
    return { message: "not refused" };
  });

  expect(outcome.outputs.message).toMatch(message);
  expect(typesIn(outcome)).toEqual(["freehold:index:HetznerServer"]);
});

test("a database that is opened has a firewall of its own, for its machine and its port alone", async () => {
  const program = await build({ databaseAllowedFrom: ["2001:DB8::/32", "192.0.2.0/24"], databasePort: 55_007 });

  expect(resourceNamed(program, "acme-database-firewall").inputs).toMatchObject({
    name: "fh-tabc123-database",
    applyTos: [{ labelSelector: "freehold-tenant=tabc123" }],
    rules: [
      {
        ...{ direction: "in", protocol: "tcp", port: "55007", description: "database" },
        sourceIps: ["2001:db8::/32", "192.0.2.0/24"],
      },
    ],
  });
});

test("a machine with a firewall of its own gets the database's rule there", async () => {
  const program = await build({
    firewall: { sshAllowedFrom: ["192.0.2.0/24"] },
    databaseAllowedFrom: ["198.51.100.0/24"],
  });

  expect(program.resources.map(({ name }) => name)).not.toContain("acme-database-firewall");
  const rules = resourceNamed(program, "acme-firewall").inputs.rules as { port: string; sourceIps: string[] }[];
  expect(rules.at(-1)).toMatchObject({ port: "55000", sourceIps: ["198.51.100.0/24"] });
});
