import { firewallsOf } from "../firewalls/firewall.ts";
import { imagesOf } from "../images.ts";
import { findLocation } from "../locations.ts";
import { wirePlacementGroup } from "../placement-groups.ts";
import { primaryIpOf } from "../primary-ips/primary-ip.ts";
import type { Project } from "../project.ts";
import type { Server } from "../rows.ts";
import { findServerType, includedTraffic, wireServerType } from "../server-types.ts";

/** A server as the vendor writes it. */
export function wireServer(project: Project, server: Server) {
  const type = findServerType(server.serverType);
  const group = server.placementGroupId === null ? undefined : project.placementGroups.get(server.placementGroupId);
  return {
    id: server.id,
    name: server.name,
    status: server.status,
    created: server.created,
    public_net: wirePublicNet(project, server),
    private_net: server.privateNets,
    server_type: type && wireServerType(type),
    location: findLocation(server.location),
    image: imagesOf(project).find((image) => image.id === server.imageId) ?? null,
    iso: null,
    rescue_enabled: false,
    locked: project.actions.isBusy("server", server.id),
    backup_window: server.backupWindow,
    outgoing_traffic: 0,
    ingoing_traffic: 0,
    included_traffic: includedTraffic(server.location),
    protection: server.protection,
    labels: server.labels,
    volumes: project.volumes.filter((volume) => volume.server === server.id).map(({ id }) => id),
    load_balancers: [],
    primary_disk_size: server.primaryDiskSize,
    placement_group: group ? wirePlacementGroup(project, group) : null,
  };
}

/** The server's name at the machine driver. */
export function machineIdOf(server: Server): string {
  return `hetzner-${server.id}`;
}

function wirePublicNet(project: Project, server: Server) {
  const ipv4 = primaryIpOf(project, server.id, "ipv4");
  const ipv6 = primaryIpOf(project, server.id, "ipv6");
  return {
    ipv4: ipv4 ? { id: ipv4.id, ip: ipv4.ip, blocked: ipv4.blocked, dns_ptr: ipv4.dns_ptr[0]?.dns_ptr ?? "" } : null,
    ipv6: ipv6 ? { id: ipv6.id, ip: ipv6.ip, blocked: ipv6.blocked, dns_ptr: ipv6.dns_ptr } : null,
    floating_ips: project.floatingIps.filter((ip) => ip.server === server.id).map(({ id }) => id),
    firewalls: firewallsOf(project, server).map((firewall) => ({
      id: firewall.id,
      status: isPending(project, firewall.id, server.id) ? "pending" : "applied",
    })),
  };
}

function isPending(project: Project, firewallId: number, serverId: number): boolean {
  return project.actions
    .of("firewall", firewallId)
    .some(
      ({ status, resources }) =>
        status === "running" && resources.some((r) => r.type === "server" && r.id === serverId),
    );
}
