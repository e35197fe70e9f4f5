import type { Location, ServerType } from "../catalogue.ts";
import { HetznerError, invalidInput, invalidRequest } from "../errors.ts";
import { findImage } from "../images.ts";
import { findLocation, locationOfDatacenter } from "../locations.ts";
import { membersOf } from "../placement-groups.ts";
import type { Project } from "../project.ts";
import type { Image, Network, PrimaryIp, SshKey, Volume } from "../rows.ts";
import { findServerType, isRetired } from "../server-types.ts";
import type { CreateServerBody } from "./create-body.ts";

/** "up to 10 Servers" in a spread group: https://docs.hetzner.com/cloud/placement-groups/overview */
const MAX_PLACEMENT_GROUP_MEMBERS = 10;

/** An order with everything that it names looked up. */
export interface CreatePlan {
  type: ServerType;
  location: Location;
  image: Image;
  sshKeys: SshKey[];
  networks: Network[];
  volumes: Volume[];
  placementGroupId: number | null;
  /** For each enabled protocol, the address to use; undefined means a new one. */
  addresses: { ipv4?: PrimaryIp | undefined; ipv6?: PrimaryIp | undefined };
}

/** Looks up all that an order names, or throws the vendor's error. Nothing changes yet. */
export function planServer(project: Project, body: CreateServerBody): CreatePlan {
  project.servers.refuseDuplicate({ name: body.name });
  const type = chooseType(project, body);
  const location = chooseLocation(type, body);
  const image = chooseImage(project, type, body);
  const sshKeys = body.ssh_keys.map((key) => findSshKey(project, key));
  const networks = body.networks.map((id) => found("networks", project.networks.get(id)));
  const volumes = body.volumes.map((id) => freeVolume(project, location, id));
  for (const { firewall } of body.firewalls) found("firewalls", project.firewalls.get(firewall));
  const placementGroupId = placeInGroup(project, body);
  const { enable_ipv4, enable_ipv6, ipv4, ipv6 } = body.public_net;
  if (!enable_ipv4 && !enable_ipv6 && networks.length === 0) {
    throw invalidRequest("server needs at least one network interface, public or private");
  }
  const addresses = {
    ipv4: enable_ipv4 ? freeAddress(project, location, "ipv4", ipv4) : undefined,
    ipv6: enable_ipv6 ? freeAddress(project, location, "ipv6", ipv6) : undefined,
  };
  return { type, location, image, sshKeys, networks, volumes, placementGroupId, addresses };
}

function found<Row>(field: string, row: Row | undefined): Row {
  if (row === undefined) throw invalidInput({ [field]: ["not found"] });
  return row;
}

function chooseType(project: Project, body: CreateServerBody): ServerType {
  const type = found("server_type", findServerType(body.server_type));
  if (isRetired(type, project.services.clock.now()))
    throw invalidInput({ server_type: [`server type ${type.name} is deprecated`] });
  return type;
}

function chooseLocation(type: ServerType, body: CreateServerBody): Location {
  const wanted = body.location ?? undefined;
  const location = wanted === undefined ? locationOfDatacenter(body.datacenter ?? "") : findLocation(wanted);
  if (location === undefined && (wanted !== undefined || body.datacenter != null))
    throw invalidInput({ location: ["not found"] });
  const chosen = location ?? found("location", findLocation(type.locations[0] ?? ""));
  if (!type.locations.includes(chosen.name)) throw invalidRequest("unsupported location for server type");
  return chosen;
}

function chooseImage(project: Project, type: ServerType, body: CreateServerBody): Image {
  const image = found("image", findImage(project, body.image, type.architecture));
  if (image.architecture !== type.architecture)
    throw invalidInput({ image: ["architecture differs from the server type's"] });
  if (image.status !== "available") throw new HetznerError("resource_unavailable", "image is not available");
  if (image.disk_size > type.disk) throw invalidInput({ image: [`needs a disk of ${image.disk_size} GB`] });
  return image;
}

function findSshKey(project: Project, reference: number | string): SshKey {
  const key = project.sshKeys.find(({ id, name }) => String(id) === String(reference) || name === reference);
  return found("ssh_keys", key);
}

function freeVolume(project: Project, location: Location, id: number): Volume {
  const volume = found("volumes", project.volumes.get(id));
  if (volume.server !== null)
    throw new HetznerError("volume_already_attached", "volume is already attached to a server");
  if (volume.location !== location.name) throw invalidInput({ volumes: ["must be in the location of the server"] });
  return volume;
}

function placeInGroup(project: Project, body: CreateServerBody): number | null {
  if (body.placement_group == null) return null;
  const group = found("placement_group", project.placementGroups.get(body.placement_group));
  refuseFullGroup(project, group.id);
  return group.id;
}

/** Answers `placement_error` when the group takes no more servers. */
export function refuseFullGroup(project: Project, groupId: number): void {
  if (membersOf(project, groupId).length >= MAX_PLACEMENT_GROUP_MEMBERS) {
    throw new HetznerError("placement_error", `placement group has ${MAX_PLACEMENT_GROUP_MEMBERS} servers already`);
  }
}

function freeAddress(
  project: Project,
  location: Location,
  type: PrimaryIp["type"],
  id: number | null | undefined,
): PrimaryIp | undefined {
  if (id == null) return undefined;
  const ip = found(`public_net.${type}`, project.primaryIps.get(id));
  if (ip.type !== type) throw new HetznerError("primary_ip_version_mismatch", "primary IP has the wrong IP version");
  if (ip.assignee_id !== null)
    throw new HetznerError("primary_ip_assigned", "primary IP is already assigned to a server");
  if (ip.location !== location.name)
    throw new HetznerError("primary_ip_datacenter_mismatch", "primary IP is in a different location");
  return ip;
}
