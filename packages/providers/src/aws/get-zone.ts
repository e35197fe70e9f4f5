import { type InvokeDefinition, ProviderError } from "@freehold/provider-kit";
import type { GetZoneArgs } from "@pulumi/aws/route53/getZone.js";
import type { Route53Client } from "./client.ts";
import { plainName, type WireZone } from "./wire.ts";

/** `aws.route53.getZone`: by `zoneId`, or by a name that exactly one public zone must have. */
export const getZone: InvokeDefinition<Route53Client> = {
  async invoke({ client, args, signal }) {
    const { zoneId, name } = args as GetZoneArgs;
    if (zoneId === undefined && name === undefined)
      throw new ProviderError("getZone needs zoneId or name, got neither");
    const zone = zoneId === undefined ? await find(client, name ?? "", signal) : await client.zone(zoneId, signal);
    const id = zone.Id.replace(/^\/hostedzone\//, "");
    return {
      ...{ id, zoneId: id, arn: `arn:aws:route53:::hostedzone/${id}`, name: plainName(zone.Name) },
      ...{ callerReference: zone.CallerReference ?? "", comment: zone.Config?.Comment ?? "", privateZone: false },
      ...{ linkedServicePrincipal: "", linkedServiceDescription: "", nameServers: [], primaryNameServer: "", tags: {} },
      resourceRecordSetCount: Number(zone.ResourceRecordSetCount ?? 0),
    };
  },
};

async function find(client: Route53Client, name: string, signal: AbortSignal): Promise<WireZone> {
  const found = await client.zonesByName(plainName(name), signal);
  const zones = found.filter(({ Config }) => Config?.PrivateZone !== "true");
  const [zone] = zones;
  if (zone && zones.length === 1) return zone;
  throw new ProviderError(`getZone must find exactly one zone, found ${zones.length} for name=${name}`);
}
