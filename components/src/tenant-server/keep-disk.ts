import { catalogueOf } from "@freehold/catalogue";
import type { Cloud } from "@freehold/model";
import * as pulumi from "@pulumi/pulumi";

/** A resource before its change, as the engine's state has it, and as it is to be. */
interface DiskChange {
  oldInputs: Record<string, unknown>;
  oldOutputs: Record<string, unknown>;
  newInputs: Record<string, unknown>;
}

/** How large the disk of a resource is and how large it is to be, in GiB; undefined where nobody knows. */
interface DiskSizes {
  present(change: DiskChange): unknown;
  wanted(change: DiskChange): unknown;
}

/**
 * Refuses a change that would make a disk smaller, in the preview already. No cloud shrinks a disk, but they say so late: Hetzner refuses a
 * smaller type only of a server that is off, and the official plugin leaves it off then
 * (`internal/server/resource.go` of terraform-provider-hcloud, f81c9af: `Poweroff`, `ChangeType`, and an error returns).
 *
 * @param name Of the resource; the hook's own is made from it.
 */
function keepDisk(name: string, { present, wanted }: DiskSizes): pulumi.ResourceHookBinding {
  if (!knowsHooks()) return {};
  const hook = new pulumi.ResourceHook(
    `${name}-keeps-its-disk`,
    ({ oldInputs = {}, oldOutputs = {}, newInputs = {} }) => {
      const change = { oldInputs, oldOutputs, newInputs };
      const [before, after] = [present(change), wanted(change)];
      if (typeof before !== "number" || typeof after !== "number" || after >= before) return;
      throw new Error(
        `a disk cannot shrink: it has ${before} GiB, asked are ${after} GiB; nothing was changed. Ask for at least ${before} GiB, or for a new tenant`,
      );
    },
    { onDryRun: true },
  );
  return { beforeUpdate: [hook] };
}

/**
 * Pulumi's mocks have no hooks and make no changes: tests of programs run without them. So does a program that the command line runs: its monitor
 * is a proxy in the language host, and the host that can be built from Go's modules (3.68) answers the registration with `UNIMPLEMENTED`.
 */
function knowsHooks(): boolean {
  if (/[\\/]@pulumi[\\/]pulumi[\\/]cmd[\\/]run\b/.test(process.argv[1] ?? "")) return false;
  const monitor: { registerResourceHook?: unknown } | undefined = pulumi.runtime.getMonitor();
  return typeof monitor?.registerResourceHook === "function";
}

/** For a machine whose type decides how large its disk is. @param input The input that names the type. @param output What its cloud says of the disk */
export function keepMachineDisk(
  name: string,
  cloud: Cloud,
  input: "serverType" | "size",
  output: "primaryDiskSize" | "disk",
): pulumi.ResourceHookBinding {
  const ofType = (type: unknown) => catalogueOf(cloud).machineTypes.find((each) => each.name === type)?.diskGib;
  return keepDisk(name, {
    present: ({ oldInputs, oldOutputs }) => oldOutputs[output] ?? ofType(oldInputs[input]),
    wanted: ({ newInputs }) => ofType(newInputs[input]),
  });
}

/** For a data volume. */
export function keepVolumeSize(name: string): pulumi.ResourceHookBinding {
  return keepDisk(name, {
    present: ({ oldOutputs, oldInputs }) => oldOutputs.size ?? oldInputs.size,
    wanted: ({ newInputs }) => newInputs.size,
  });
}

/** For a virtual machine whose first disk is said in its inputs. */
export function keepFirstDisk(name: string): pulumi.ResourceHookBinding {
  const firstDisk = ({ disks }: Record<string, unknown>): unknown =>
    Array.isArray(disks) ? (disks[0] as { size?: unknown } | undefined)?.size : undefined;
  return keepDisk(name, {
    present: ({ oldInputs }) => firstDisk(oldInputs),
    wanted: ({ newInputs }) => firstDisk(newInputs),
  });
}
