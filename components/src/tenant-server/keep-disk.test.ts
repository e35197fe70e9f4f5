import { beforeEach, expect, test } from "@jest/globals";
import * as pulumi from "@pulumi/pulumi";
import { keepFirstDisk, keepMachineDisk, keepVolumeSize } from "./keep-disk.ts";

type Change = Partial<Pick<pulumi.ResourceHookArgs, "oldInputs" | "oldOutputs" | "newInputs">>;

beforeEach(async () => {
  await pulumi.runtime.setMocks({ newResource: ({ inputs }) => ({ id: "1", state: inputs }), call: () => ({}) });
  // As an engine takes it.
  Object.assign(pulumi.runtime.getMonitor() as object, {
    registerResourceHook: (_request: unknown, done: (error: null) => void) => done(null),
  });
});

/** What the hook of a binding says of a change; undefined when it lets it pass. */
async function verdict({ beforeUpdate: [hook] = [] }: pulumi.ResourceHookBinding, change: Change) {
  if (!pulumi.ResourceHook.isInstance(hook)) throw new Error("there is no hook");
  expect((hook as pulumi.ResourceHook).opts).toEqual({ onDryRun: true });
  const args = { urn: "urn", id: "1", name: "n", type: "t", ...change } as pulumi.ResourceHookArgs;
  try {
    await (hook as pulumi.ResourceHook).callback(args);
    return undefined;
  } catch (error) {
    return (error as Error).message;
  }
}

const hetzner = () => keepMachineDisk("acme-server", "hetzner", "serverType", "primaryDiskSize");

test("a smaller disk than the machine has is refused; the cloud's word counts, not the type's", async () => {
  const smaller = { oldInputs: { serverType: "cx33" }, newInputs: { serverType: "cx23" } };

  expect(await verdict(hetzner(), { ...smaller, oldOutputs: { primaryDiskSize: 80 } })).toBe(
    "a disk cannot shrink: it has 80 GiB, asked are 40 GiB; nothing was changed. Ask for at least 80 GiB, or for a new tenant",
  );
  // The disk was kept when the machine got its larger type.
  expect(await verdict(hetzner(), { ...smaller, oldOutputs: { primaryDiskSize: 40 } })).toBeUndefined();
  // A state of before the cloud's word was in it.
  expect(await verdict(hetzner(), smaller)).toMatch(/it has 80 GiB/);
});

test.each<[string, Change]>([
  ["a larger type", { oldOutputs: { primaryDiskSize: 40 }, newInputs: { serverType: "cx33" } }],
  ["the same", { oldOutputs: { primaryDiskSize: 40 }, newInputs: { serverType: "cx23" } }],
  ["a type that nobody knows", { oldOutputs: { primaryDiskSize: 40 }, newInputs: { serverType: "cx99" } }],
  ["a type that is not known yet", { oldOutputs: { primaryDiskSize: 40 }, newInputs: {} }],
])("%s passes", async (_what, change) => {
  expect(await verdict(hetzner(), change)).toBeUndefined();
});

test("droplets, virtual machines and volumes keep theirs too", async () => {
  const droplet = keepMachineDisk("d", "digitalocean", "size", "disk");
  const disks = (size: number) => ({ disks: [{ interface: "scsi0", size }] });

  expect(await verdict(droplet, { oldOutputs: { disk: 160 }, newInputs: { size: "s-2vcpu-4gb" } })).toMatch(/160 GiB/);
  expect(await verdict(keepFirstDisk("v"), { oldInputs: disks(80), newInputs: disks(40) })).toMatch(/asked are 40/);
  expect(await verdict(keepFirstDisk("v"), { oldInputs: disks(40), newInputs: disks(80) })).toBeUndefined();
  expect(await verdict(keepVolumeSize("w"), { oldOutputs: { size: 50 }, newInputs: { size: 20 } })).toMatch(/50 GiB/);
});

test("under Pulumi's mocks, which have no hooks, there is none", async () => {
  await pulumi.runtime.setMocks({ newResource: ({ inputs }) => ({ id: "1", state: inputs }), call: () => ({}) });

  expect(hetzner()).toEqual({});
});
