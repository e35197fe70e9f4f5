import { offerOf } from "@freehold/catalogue";
import type { CloudProbe } from "../app/placement/cloud-probe-port.ts";

/** Clouds that sell all that the catalogue has and take every order; tests overwrite what they want to be otherwise. */
export function fakeProbe(overrides: Partial<CloudProbe> = {}): CloudProbe {
  return {
    async readOffer({ cloud }) {
      const { places } = offerOf(cloud);
      const types = [...new Set(places.map(({ machineType }) => machineType.name))];
      return {
        regions: [...new Set(places.map(({ region }) => region.name))].map((name) => ({ name, available: true })),
        machineTypes: types.map((name) => ({
          name,
          places: places
            .filter(({ machineType }) => machineType.name === name)
            .map(({ region, price }) => ({
              region: region.name,
              available: true,
              perHour: price.perHour.amount,
              perMonth: price.perMonth.amount,
            })),
        })),
      };
    },
    assertReady: async () => {},
    assertZone: async () => {},
    foreignRecord: async () => undefined,
    missingZonePermissions: async () => [],
    ...overrides,
  };
}
