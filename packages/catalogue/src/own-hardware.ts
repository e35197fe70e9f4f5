import type { CloudCatalogue, MachineType } from "./types.ts";

/** What differs between the operator's own clouds. */
export interface OwnHardware {
  /** Name that a place has when nobody gave it another. */
  region: string;
  /** Before the cores and the memory in the name of a machine type, such as `vm` in `vm-2-4`. */
  prefix: string;
  /** The one image. */
  image: CloudCatalogue["images"][number];
}

const NOTHING = { amount: 0, currency: "EUR" };

/** The catalogue of hardware of the operator's own: any name of a place is taken, and nothing is charged. */
export function ownHardware({ region, prefix, image }: OwnHardware): CloudCatalogue {
  const type = (cores: number, memoryGib: number, diskGib: number): MachineType => ({
    ...{ name: `${prefix}-${cores}-${memoryGib}`, cores, memoryGib, diskGib },
    ...{ pricePerHour: NOTHING, pricePerMonth: NOTHING, regions: [region] },
  });
  return {
    currency: NOTHING.currency,
    regions: [{ name: region, city: "on premises", country: "ZZ", networkZone: region }],
    ownRegions: true,
    machineTypes: [type(2, 4, 40), type(4, 8, 80), type(8, 16, 160), type(16, 32, 320)],
    ladder: {
      small: [`${prefix}-2-4`],
      medium: [`${prefix}-4-8`],
      large: [`${prefix}-8-16`],
      xlarge: [`${prefix}-16-32`],
    },
    successors: {},
    extras: { ipv4PerMonth: 0, volumeGibPerMonth: 0, backupShare: 0 },
    billedHoursPerMonth: 730,
    images: [image],
    image: image.name,
  };
}
