import type { Shown } from "@freehold/provider-kit";
import type * as wire from "../wire.ts";
import type { ServerInputs, ServerState } from "./schema.ts";

/** What the vendor reports of a server, in the words of the SDK. */
export function shownServer(server: wire.Server, inputs: Partial<ServerInputs>): Shown<ServerInputs, ServerState> {
  const { ipv4, ipv6, firewalls } = server.public_net;
  const ipv6Prefix = ipv6?.ip.replace(/\/\d+$/, "") ?? "";

  return {
    name: server.name,
    serverType: server.server_type.name,
    ...(server.image ? { image: imageName(server.image, inputs.image) } : {}),
    location: server.location?.name ?? server.datacenter?.location.name ?? "",
    datacenter: server.datacenter?.name ?? "",
    status: server.status,
    ipv4Address: ipv4?.ip ?? "",
    // The vendor gives a network of 2⁶⁴ addresses; the machine takes the first.
    ipv6Address: ipv6Prefix && `${ipv6Prefix}1`,
    ipv6Network: ipv6?.ip ?? "",
    backupWindow: server.backup_window ?? "",
    backups: Boolean(server.backup_window),
    labels: server.labels,
    deleteProtection: server.protection.delete,
    rebuildProtection: server.protection.rebuild,
    primaryDiskSize: server.primary_disk_size,
    firewallIds: firewallIds(firewalls, inputs),
    ...(server.placement_group ? { placementGroupId: server.placement_group.id } : {}),
    ...(inputs.networks?.length ? { networks: networks(server, inputs.networks) } : {}),
  };
}

/** Official images go by name, snapshots by number; a program that wrote the number keeps it. */
function imageName(image: { id: number; name: string | null }, written: string | undefined): string {
  return image.name && written !== String(image.id) ? image.name : String(image.id);
}

function firewallIds(
  live: { id: number }[],
  { firewallIds, ignoreRemoteFirewallIds }: Partial<ServerInputs>,
): number[] {
  if (ignoreRemoteFirewallIds && firewallIds) return firewallIds;
  return live.map(({ id }) => id);
}

type InlineNetworks = NonNullable<ServerState["networks"]>;

/** Each network as the vendor has it, with only the addresses that the program asked for. */
function networks(server: wire.Server, written: NonNullable<ServerInputs["networks"]>): InlineNetworks {
  const shown = server.private_net.map((live) => {
    const asked = written.find(({ networkId }) => networkId === live.network);
    return {
      networkId: live.network,
      ...(asked?.ip === undefined ? {} : { ip: live.ip }),
      ...(asked?.aliasIps === undefined ? {} : { aliasIps: live.alias_ips }),
    };
  });
  return shown as InlineNetworks;
}
