import type { CloudCatalogue, MachineType } from "./types.ts";

/**
 * A Docker host of the operator's own. A machine type is a share of it, which `hostctl slot` keeps; a region is whatever its
 * operator calls the place, and nothing is charged.
 */
export const docker: CloudCatalogue = {
  currency: "EUR",
  regions: [{ name: "local", city: "on premises", country: "ZZ", networkZone: "local" }],
  ownRegions: true,
  machineTypes: [
    slotType("slot-2-4", 2, 4, 40),
    slotType("slot-4-8", 4, 8, 80),
    slotType("slot-8-16", 8, 16, 160),
    slotType("slot-16-32", 16, 32, 320),
  ],
  ladder: { small: ["slot-2-4"], medium: ["slot-4-8"], large: ["slot-8-16"], xlarge: ["slot-16-32"] },
  successors: {},
  extras: { ipv4PerMonth: 0, volumeGibPerMonth: 0, backupShare: 0 },
  billedHoursPerMonth: 730,
  images: [{ name: "none", description: "the host's own system: a slot is born from no image" }],
  image: "none",
};

function slotType(name: string, cores: number, memoryGib: number, diskGib: number): MachineType {
  const nothing = { amount: 0, currency: "EUR" };
  return { name, cores, memoryGib, diskGib, pricePerHour: nothing, pricePerMonth: nothing, regions: ["local"] };
}
