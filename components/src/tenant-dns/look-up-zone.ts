import * as pulumi from "@pulumi/pulumi";
import type { DnsProvider } from "./dns-provider.ts";

/**
 * The provider's id of a zone. What is not found is looked for in the zones above, so that the error says what to set.
 *
 * @throws RunError, which the engine shows without a stack, when the credential sees no such zone
 */
export async function lookUpZone(provider: DnsProvider, zone: string, opts: pulumi.InvokeOptions): Promise<string> {
  try {
    return await provider.lookUpZone(zone, opts);
  } catch (error) {
    const found = await zoneAbove(provider, zone, opts);
    const reason = error instanceof Error ? error.message : String(error);
    throw new pulumi.RunError(
      found === undefined
        ? `zone ${zone} was not found: ${reason}; name a zone that the credential may read, or set zoneId to its id`
        : `${zone} is no zone, but a name in the zone ${found.name}: set zoneId (FREEHOLD_ZONE_ID) to ${found.id}`,
    );
  }
}

async function zoneAbove(provider: DnsProvider, zone: string, opts: pulumi.InvokeOptions) {
  const labels = zone.split(".");
  for (let from = 1; from < labels.length - 1; from += 1) {
    const name = labels.slice(from).join(".");
    const id = await provider.lookUpZone(name, opts).catch(() => undefined);
    if (id !== undefined) return { name, id };
  }
  return undefined;
}
