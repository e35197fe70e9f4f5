import { FreeholdError } from "@freehold/model";
import type { Em } from "../../db/kernel/em.ts";
import { liveTenantsNamed } from "../../db/tenants.ts";
import { lockZoneChoice, tenantsByZone } from "../../db/zones.ts";
import type { CloudTarget, ConfiguredClouds, Zone } from "../accounts/clouds-port.ts";
import type { AppContext } from "../context.ts";
import { nameTaken } from "../tenants/name-taken.ts";

/** Whose name a zone is chosen for. */
export interface ZoneRequest {
  organization: string;
  name: string;
}

/**
 * Chooses the zone of a new tenant's name: the least used one in which the name is free. An organization has a name only once,
 * whatever the zone: it finds its tenants by it. The tenant must be written in the same transaction; until that ends, no other
 * choice is made.
 *
 * @throws FreeholdError `tenant_name_taken`
 */
export async function chooseZone(em: Em, { clouds }: AppContext, { organization, name }: ZoneRequest): Promise<Zone> {
  await lockZoneChoice(em);
  const namesakes = await liveTenantsNamed(em, name);
  const own = namesakes.find((tenant) => tenant.organization === organization);
  if (own !== undefined) throw nameTaken(name, own.zone);
  const used = await tenantsByZone(em);
  const [chosen] = clouds.zones
    .filter((zone) => !namesakes.some((tenant) => tenant.zone === zone.name))
    .sort((a, b) => (used.get(a.name) ?? 0) - (used.get(b.name) ?? 0));
  if (chosen === undefined) throw nameTaken(name, clouds.zones.map((zone) => zone.name).join(", "));
  return chosen;
}

/**
 * The configured zone of a name.
 *
 * @throws FreeholdError `cloud_not_configured` when the settings do not name it any more
 */
export function zoneNamed({ zones }: ConfiguredClouds, name: string): Zone {
  const found = zones.find((zone) => zone.name === name);
  if (found !== undefined) return found;
  throw new FreeholdError(
    "cloud_not_configured",
    `the service has no zone ${name} any more, in which tenants have names`,
    {
      nextStep: "name the zone in FREEHOLD_ZONE again, with a credential of its provider",
    },
  );
}

/** The target with the names in a zone. */
export function inZone(target: Omit<CloudTarget, keyof ZonePart>, zone: Zone): CloudTarget {
  const { cloudflare: _cloudflare, aws: _aws, ...machines } = target.providers;
  const elsewhere = target.inventory.filter(({ cloud }) => cloud !== "cloudflare" && cloud !== "route53");
  const { id: zoneId, name, provider } = zone;
  return {
    ...target,
    zone: name,
    ...(zoneId !== undefined && { zoneId }),
    dnsProvider: provider,
    providers: { ...machines, ...zone.providers },
    inventory: [...elsewhere, zone.access],
  };
}

type ZonePart = Pick<CloudTarget, "zone" | "zoneId" | "dnsProvider">;
