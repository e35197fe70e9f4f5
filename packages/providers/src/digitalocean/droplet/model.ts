import type { Shown } from "@freehold/provider-kit";
import type * as wire from "../wire.ts";
import type { DropletInputs, DropletState } from "./schema.ts";

/** What the vendor reports of a droplet, in the words of the SDK. */
export function shownDroplet(live: wire.Droplet, inputs: Partial<DropletInputs>): Shown<DropletInputs, DropletState> {
  const { v4, v6 } = live.networks;
  const address = (type: wire.Address["type"]) => v4.find((candidate) => candidate.type === type)?.ip_address ?? "";
  const has = (feature: string) => live.features.includes(feature);

  return {
    name: live.name,
    image: imageName(live.image, inputs.image),
    region: live.region.slug,
    size: live.size_slug,
    disk: live.disk,
    memory: live.memory,
    vcpus: live.vcpus,
    priceHourly: live.size.price_hourly,
    priceMonthly: live.size.price_monthly,
    status: live.status,
    locked: live.locked,
    createdAt: live.created_at,
    dropletUrn: `do:droplet:${live.id}`,
    ipv4Address: address("public"),
    ipv4AddressPrivate: address("private"),
    ipv6: has("ipv6"),
    ipv6Address: v6[0]?.ip_address ?? "",
    privateNetworking: has("private_networking"),
    backups: has("backups"),
    monitoring: has("monitoring"),
    tags: live.tags,
    volumeIds: live.volume_ids,
    vpcUuid: live.vpc_uuid,
  };
}

/** Distributions' images go by slug, snapshots by number; a program that wrote the number keeps it. */
function imageName(image: wire.Droplet["image"], written: string | undefined): string {
  return image.slug && written !== String(image.id) ? image.slug : String(image.id);
}
