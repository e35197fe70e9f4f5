import { FreeholdError } from "@freehold/model";
import type { Inventory } from "./inventory.ts";

/** A zone, by the provider's id or by its name. */
export interface ZoneRef {
  zoneId?: string;
  zone?: string;
}

/** The inventory of a zone, whose id is looked up by its name, once, when it is needed and not known. */
export function inventoryOfZone(
  cloud: Inventory["cloud"],
  { zoneId, zone = "" }: ZoneRef,
  lookUp: (name: string) => Promise<string | undefined>,
  create: (zoneId: string) => Inventory,
): Inventory {
  if (zoneId !== undefined) return create(zoneId);
  let made: Promise<Inventory> | undefined;
  const opened = (): Promise<Inventory> => {
    made ??= lookUp(zone).then((id) => {
      if (id === undefined) throw unknownZone(cloud, zone);
      return create(id);
    });
    return made;
  };
  return {
    cloud,
    listTenantResources: async (tenantId) => (await opened()).listTenantResources(tenantId),
    listManaged: async () => (await opened()).listManaged(),
    find: async (item) => (await opened()).find(item),
    powerOn: async (item) => (await opened()).powerOn(item),
    powerOff: async (item) => (await opened()).powerOff(item),
    remove: async (item) => (await opened()).remove(item),
  };
}

function unknownZone(cloud: string, zone: string): FreeholdError {
  return new FreeholdError("not_found", `the credential for ${cloud} sees no zone "${zone}"`, {
    nextStep: "check the zone's name, and that the credential may read the zone",
  });
}
