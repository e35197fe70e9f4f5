import { expect, test } from "@jest/globals";
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
      return { message: "", ipv4: slot.ipv4, machineId: slot.machineId, connection: slot.connection };
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
    create: "hostctl slot create tabc123 --cores 2 --memory 4 --disk 40 --port 54000 --host acme.example.com",
    delete: "hostctl slot remove tabc123",
  });
  expect(slot.secretInputs).toContain("connection");
});

test("on a host that cannot limit storage the slot has no limit of it", async () => {
  const host = { ...ARGS.placement.host, limitStorage: false };

  const slot = resourceNamed(await build({ placement: { host } }), "acme-slot");

  expect(slot.inputs.create).toBe("hostctl slot create tabc123 --cores 2 --memory 4");
});

test("what a workload is given is the slot's own login on the host", async () => {
  const { outputs } = await build();

  expect(outputs).toMatchObject({
    ipv4: "192.0.2.7",
    machineId: "fh-tabc123",
    connection: { host: "192.0.2.7", port: 2222, user: "fh-tabc123", hostKey: "ssh-ed25519 AAAA" },
  });
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
