import { expect, test } from "@jest/globals";
import { hostctlUpdate } from "../hostctl/hostctl-update.ts";
import { recordProgram, resourceNamed } from "../testing/record-program.ts";
import { DockerSlot, type DockerSlotArgs } from "./docker-slot.ts";

const ARGS: DockerSlotArgs = {
  tenantId: "tabc123",
  organization: "org1",
  operation: "op1",
  region: "cellar",
  serverType: "slot-2-4",
  placement: {
    host: { address: "192.0.2.7", sshPort: 2222, sshPrivateKey: "operator-key", hostKey: "ssh-ed25519 AAAA" },
    ports: [54000],
    hostNames: ["acme.example.com"],
  },
};

function build(args: Partial<DockerSlotArgs> = {}) {
  return recordProgram("docker-slot", () => {
    try {
      const slot = new DockerSlot("acme", { ...ARGS, ...args });
      const { ipv4, machineId, connection, sshPrivateKey, signingKey } = slot;
      return { message: "", ipv4, machineId, connection, sshPrivateKey, signingKey };
    } catch (error) {
      return { message: (error as Error).message };
    }
  });
}

test("a slot has a network and a volume under its tenant's name and labels, which later operations leave alone", async () => {
  const program = await build();

  const labels = [
    { label: "managed-by", value: "freehold" },
    { label: "freehold-tenant", value: "tabc123" },
    { label: "freehold-organization", value: "org1" },
    { label: "freehold-operation", value: "op1" },
  ];
  const [network, volume] = ["acme-network", "acme-volume"].map((name) => resourceNamed(program, name));
  expect(network?.inputs).toEqual({ name: "fh-tabc123", driver: "bridge", labels });
  expect(volume?.inputs).toEqual({ name: "fh-tabc123", driver: "local", labels });
  expect([network?.ignoreChanges, volume?.ignoreChanges]).toEqual([["labels"], ["labels"]]);
});

test("the slot is made on its host by the operator's key, with the limits of its type, its ports and its names", async () => {
  const slot = resourceNamed(await build(), "acme-slot");

  expect(slot.inputs).toMatchObject({
    connection: { host: "192.0.2.7", port: 2222, user: "freehold", privateKey: "operator-key" },
    create: expect.stringMatching(
      /^hostctl slot create tabc123 --cores 2 --memory 4 --disk 40 --port 54000 --host acme\.example\.com --signer "ssh-ed25519 [A-Za-z0-9+/=]+"$/,
    ),
    delete: "hostctl slot remove tabc123",
  });
  expect(slot.secretInputs).toContain("connection");
});

test("on a host that cannot limit storage the slot has no limit of it", async () => {
  const host = { ...ARGS.placement.host, limitStorage: false };

  const slot = resourceNamed(await build({ placement: { host } }), "acme-slot");

  expect(slot.inputs.create).toMatch(/^hostctl slot create tabc123 --cores 2 --memory 4 --signer "/);
});

test("what a workload is given is the slot's own login on the host", async () => {
  const { outputs } = await build();

  expect(outputs).toMatchObject({
    ipv4: "192.0.2.7",
    machineId: "fh-tabc123",
    connection: { host: "192.0.2.7", port: 2222, user: "fh-tabc123", hostKey: "ssh-ed25519 AAAA" },
  });
});

test("the host's program for slots is brought before the slot is made, and stays when the slot goes", async () => {
  const recorded = await build({ protect: true });

  const program = resourceNamed(recorded, "acme-host-program");
  expect(program.inputs).toMatchObject({
    connection: { host: "192.0.2.7", user: "freehold", privateKey: "operator-key" },
    create: "hostctl heartbeat",
    stdin: expect.stringContaining("slot_enable() {"),
  });
  expect(program.inputs).not.toHaveProperty("delete");
  expect([program.protect, resourceNamed(recorded, "acme-slot").protect]).toEqual([false, true]);
  expect(resourceNamed(recorded, "acme-slot").dependsOn).toContain("acme-host-program");
  const hostctl = resourceNamed(recorded, "acme-host-hostctl");
  expect(hostctl.inputs).toMatchObject({
    ...{ create: hostctlUpdate().command, stdin: hostctlUpdate().stdin },
    connection: { host: "192.0.2.7", user: "freehold", privateKey: "operator-key" },
  });
  expect(hostctl.inputs).not.toHaveProperty("delete");
  expect(program.dependsOn).toContain("acme-host-hostctl");
});

test("the slot's key stays within the stack; its signing key is one of its own, and secret", async () => {
  const { outputs, resources } = await build();

  expect(outputs.sshPrivateKey).toBe("");
  expect(outputs.signingKey).toMatch(/^-----BEGIN PRIVATE KEY-----/);
  expect(outputs.connection?.privateKey).not.toBe("");
  expect(resources.filter(({ type }) => type === "tls:index/privateKey:PrivateKey").map(({ name }) => name)).toEqual([
    "acme-login-key",
    "acme-signing-key",
  ]);
});

test.each<[Partial<DockerSlotArgs>, RegExp]>([
  [{ tenantId: `t${"a".repeat(29)}` }, /^tenantId must be at most 29 characters at docker, got "ta+"$/],
  [{ serverType: "cx23" }, /^machine type must be one of slot-2-4, .* at docker, got "cx23"$/],
  [{ region: "no place" }, /region must be .* got "no place"/],
  [{ image: "debian-12" }, /^image is the host's own at docker/],
  [{ firewall: { sshAllowedFrom: ["192.0.2.0/24"] } }, /^firewall is not built for docker/],
  [{ privateNetwork: { ipRange: "10.0.0.0/24" } }, /^privateNetwork is not built for docker/],
  [{ dataDisk: { sizeGib: 10 } }, /^dataDisk is the slot's volume at docker/],
  [{ backups: true }, /^backups are the host's at docker/],
])("%j is refused", async (args, message) => {
  expect((await build(args)).outputs.message).toMatch(message);
});
