import type { CloudCatalogue, MachineType } from "./types.ts";

/**
 * Proxmox VE. Machines are the operator's own: a region is a node, any name of one is taken, and nothing is charged. `pve` is the
 * name that the installer proposes.
 */
export const proxmox: CloudCatalogue = {
  currency: "EUR",
  regions: [{ name: "pve", city: "on premises", country: "ZZ", networkZone: "pve" }],
  ownRegions: true,
  machineTypes: [
    machineType("vm-2-4", 2, 4, 40),
    machineType("vm-4-8", 4, 8, 80),
    machineType("vm-8-16", 8, 16, 160),
    machineType("vm-16-32", 16, 32, 320),
  ],
  ladder: { small: ["vm-2-4"], medium: ["vm-4-8"], large: ["vm-8-16"], xlarge: ["vm-16-32"] },
  successors: {},
  extras: { ipv4PerMonth: 0, volumeGibPerMonth: 0, backupShare: 0 },
  billedHoursPerMonth: 730,
  images: [
    { name: "debian-12", description: "Debian 12, with cloud-init and the guest agent: the operator's template" },
  ],
  image: "debian-12",
};

function machineType(name: string, cores: number, memoryGib: number, diskGib: number): MachineType {
  const nothing = { amount: 0, currency: "EUR" };
  return { name, cores, memoryGib, diskGib, pricePerHour: nothing, pricePerMonth: nothing, regions: ["pve"] };
}
