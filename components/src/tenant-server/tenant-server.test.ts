import { expect, jest, test } from "@jest/globals";
import { recordProgram, resourceNamed } from "../testing/record-program.ts";
import { machineOf } from "./machine.ts";
import { TenantServer, type TenantServerArgs } from "./tenant-server.ts";

const ARGS: TenantServerArgs = {
  tenantId: "tabc123",
  organization: "org1",
  operation: "op1",
  cloud: "hetzner",
  region: "fsn1",
  size: "medium",
};

function build(args: TenantServerArgs) {
  return recordProgram("tenant-server", () => {
    try {
      const server = new TenantServer("acme", args);
      return { ipv4: server.ipv4, machine: machineOf(server).urn, message: "" };
    } catch (error) {
      return { message: (error as Error).message };
    }
  });
}

test("a size becomes the machine type that the region sells", async () => {
  const program = await build(ARGS);

  expect(resourceNamed(program, "acme-machine-server").inputs).toMatchObject({ serverType: "cx33", location: "fsn1" });
  expect(resourceNamed(program, "acme-machine").parent).toBe("acme");
  expect(program.outputs).toMatchObject({ ipv4: expect.stringMatching(/^127\./) });
});

test("the cloud's own machine type is taken as it is", async () => {
  const { size: _size, ...withoutSize } = ARGS;

  const program = await build({ ...withoutSize, serverType: "ccx63" });

  expect(resourceNamed(program, "acme-machine-server").inputs.serverType).toBe("ccx63");
});

test("a machine type that is discontinued is ordered as its successor, unless the machine has it already", async () => {
  const { size: _size, ...withoutSize } = ARGS;
  const warn = jest.spyOn(console, "warn").mockImplementation(() => {});

  const ordered = await build({ ...withoutSize, serverType: "cx11" });
  const kept = await build({ ...withoutSize, serverType: "cx11", keepServerType: true });

  expect(resourceNamed(ordered, "acme-machine-server").inputs.serverType).toBe("cx23");
  expect(resourceNamed(kept, "acme-machine-server").inputs.serverType).toBe("cx11");
  expect(warn.mock.calls).toEqual([
    [expect.stringContaining("hetzner sells cx11 no longer in fsn1: cx23 takes its place")],
  ]);
  warn.mockRestore();
});

test("what runs on the machine can go with the server itself", async () => {
  const program = await build(ARGS);

  expect(program.outputs).toMatchObject({
    machine: expect.stringMatching(/hcloud:index\/server:Server::acme-machine-server$/),
  });
});

test.each<[string, Partial<TenantServerArgs>, RegExp]>([
  [
    "a cloud that is not built",
    { cloud: "attic" },
    /^cloud must be one of hetzner, digitalocean, proxmox.* in this version, got "attic"; choose/,
  ],
  ["an unknown size", { size: "huge" }, /size must be one of small, medium, large, xlarge, got "huge"/],
  ["an unknown region", { region: "mars1" }, /region must be one of fsn1, .* got "mars1"/],
  [
    "a size beside a machine type",
    { serverType: "cx23" },
    /size and serverType exclude each other, got "medium" and "cx23"/,
  ],
])("%s is refused before anything is ordered", async (_what, args, message) => {
  const program = await build({ ...ARGS, ...args });

  expect(program.outputs.message).toMatch(message);
  expect(program.resources.map((resource) => resource.name)).toEqual(["test-tenant-server", "acme"]);
});

test("neither size nor machine type is refused", async () => {
  const { size: _size, ...withoutSize } = ARGS;

  const program = await build(withoutSize);

  expect(program.outputs.message).toMatch(/size must be one of .* got none/);
});
