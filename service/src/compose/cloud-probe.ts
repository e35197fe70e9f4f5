import { machineTypeNamed } from "@freehold/catalogue";
import { assertReady, type MachineAccess, machineAccessOf, readOffer } from "@freehold/clouds";
import type { CloudProbe } from "../app/cloud-probe-port.ts";
import type { CloudTarget } from "../app/clouds-port.ts";

/** Asks the clouds by their own APIs. */
export function createCloudProbe(): CloudProbe {
  return {
    readOffer: async (target) => readOffer(accessOf(target)),
    async assertReady(target, { region, machineType }) {
      const { proxmoxve: cluster } = target.providers;
      await assertReady(accessOf(target), {
        region,
        machineType: machineTypeNamed(target.cloud, machineType),
        ...(cluster && { cluster }),
      });
    },
  };
}

function accessOf({ cloud, inventory }: CloudTarget): MachineAccess {
  const access = machineAccessOf(inventory);
  if (access !== undefined) return access;
  throw new Error(`an account of ${cloud} has no access by which its machines are ordered`);
}
