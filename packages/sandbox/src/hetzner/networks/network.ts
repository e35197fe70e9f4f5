import { addressAt, type Cidr, contains, includesAddress, overlap, parseCidr, sizeOf } from "../../kernel/cidr.ts";
import { HetznerError, invalidInput } from "../errors.ts";
import { findLocation } from "../locations.ts";
import type { Project } from "../project.ts";
import type { Network, PrivateNet, Route, Server, Subnet } from "../rows.ts";

/** "RFC1918 private IPv4 ranges": https://docs.hetzner.cloud/reference/cloud#tag/networks/create_network */
const PRIVATE_RANGES = ["10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16"].map(knownCidr);
const MAX_NETWORK_PREFIX = 24;
const MAX_SUBNET_PREFIX = 30;
/** The last address of a network is the broadcast address; the first is the gateway. */
const RESERVED_AT_END = 1;
const RESERVED_AT_START = 2;

/** A network as the vendor writes it. */
export function wireNetwork(project: Project, network: Network) {
  return { ...network, servers: serversIn(project, network).map(({ id }) => id), load_balancers: [] };
}

export function serversIn(project: Project, network: Network): Server[] {
  return project.servers.filter((server) => server.privateNets.some((net) => net.network === network.id));
}

/** The range of a new network, or the vendor's error. */
export function checkedNetworkRange(text: string): Cidr {
  const range = parseCidr(text);
  if (range === undefined)
    throw invalidInput({ ip_range: ["must be an IPv4 range in CIDR notation, without host bits"] });
  if (!PRIVATE_RANGES.some((allowed) => contains(allowed, range)))
    throw invalidInput({ ip_range: ["must be in one of the private ranges of RFC1918"] });
  if (range.prefix > MAX_NETWORK_PREFIX) throw invalidInput({ ip_range: [`must be /${MAX_NETWORK_PREFIX} or larger`] });
  return range;
}

/** A new subnet of the network; without a range, the first free /24 is taken. */
export function newSubnet(
  network: Pick<Network, "ip_range" | "subnets">,
  request: { type: Subnet["type"]; network_zone: string; ip_range?: string | undefined },
): Subnet {
  const whole = knownCidr(network.ip_range);
  const taken = network.subnets.map((subnet) => knownCidr(subnet.ip_range));
  const range = request.ip_range === undefined ? firstFree(whole, taken) : parseCidr(request.ip_range);
  if (range === undefined || !contains(whole, range) || range.prefix > MAX_SUBNET_PREFIX)
    throw invalidInput({ ip_range: [`must be a range of at least /${MAX_SUBNET_PREFIX} inside ${network.ip_range}`] });
  if (taken.some((other) => overlap(other, range))) throw invalidInput({ ip_range: ["overlaps with another subnet"] });
  const { type, network_zone } = request;
  return { type, network_zone, ip_range: range.text, gateway: addressAt(whole, 1), vswitch_id: null };
}

/** A route whose gateway is an address of the network other than its own gateway. */
export function checkRoute(network: Pick<Network, "ip_range" | "routes">, route: Route): void {
  const whole = knownCidr(network.ip_range);
  if (parseCidr(route.destination) === undefined)
    throw invalidInput({ destination: ["must be an IPv4 range in CIDR notation"] });
  if (!includesAddress(whole, route.gateway) || route.gateway === addressAt(whole, 1))
    throw invalidInput({ gateway: [`must be an address of ${network.ip_range} other than its first`] });
  if (network.routes.some(({ destination }) => destination === route.destination))
    throw invalidInput({ destination: ["a route to this destination exists already"] });
}

export interface AttachRequest {
  ip?: string | undefined;
  alias_ips?: string[] | undefined;
  /** Range of the subnet to take the address from. */
  ip_range?: string | undefined;
}

/** The interface a server would get in a network, or the vendor's error. Nothing changes yet. */
export function planInterface(project: Project, network: Network, server: Server, request: AttachRequest): PrivateNet {
  refuseOverlap(project, network, server);
  const taken = takenAddresses(project, network);
  const subnet = chooseSubnet(network, server, request);
  const range = knownCidr(subnet.ip_range);
  const ip = request.ip ?? firstFreeAddress(range, taken);
  if (ip === undefined) throw new HetznerError("no_subnet_available", `no address is left in ${subnet.ip_range}`);
  const aliases = request.alias_ips ?? [];
  for (const address of [ip, ...aliases]) refuseAddress(network, taken, address);
  return { network: network.id, ip, alias_ips: aliases, mac_address: macAddress(network.id, server.id) };
}

/** Answers `ip_not_available` for an address outside the network's subnets, or one that a server has. */
export function refuseAddress(network: Network, taken: Set<string>, address: string): void {
  const inside = network.subnets.some((subnet) => includesAddress(knownCidr(subnet.ip_range), address));
  if (!inside || taken.has(address))
    throw new HetznerError("ip_not_available", `IP '${address}' is not available in the network`);
}

/** The addresses of the network that are in use, its gateway among them. */
export function takenAddresses(project: Project, network: Network, except?: Server): Set<string> {
  const nets = project.servers
    .filter((server) => server !== except)
    .flatMap((server) => server.privateNets.filter((net) => net.network === network.id));
  return new Set([addressAt(knownCidr(network.ip_range), 1), ...nets.flatMap((net) => [net.ip, ...net.alias_ips])]);
}

/** A range that has been checked before. */
export function knownCidr(text: string): Cidr {
  const range = parseCidr(text);
  if (range === undefined) throw new Error(`stored IP range must be in CIDR notation, got ${text}`);
  return range;
}

function refuseOverlap(project: Project, network: Network, server: Server): void {
  const range = knownCidr(network.ip_range);
  for (const net of server.privateNets) {
    if (net.network === network.id) {
      throw new HetznerError("server_already_attached", "server is already attached to the network");
    }
    const other = project.networks.existing(net.network);
    if (overlap(range, knownCidr(other.ip_range))) {
      throw new HetznerError("networks_overlap", "the network overlaps with another network of the server");
    }
  }
}

function chooseSubnet(network: Network, server: Server, { ip, ip_range: wanted }: AttachRequest): Subnet {
  const zone = findLocation(server.location)?.network_zone;
  const subnet = network.subnets.find(
    (candidate) =>
      candidate.type !== "vswitch" &&
      candidate.network_zone === zone &&
      (wanted === undefined || candidate.ip_range === wanted) &&
      (ip === undefined || includesAddress(knownCidr(candidate.ip_range), ip)),
  );
  if (subnet !== undefined) return subnet;
  if (ip !== undefined) throw new HetznerError("ip_not_available", `IP '${ip}' is not available in the network`);
  throw new HetznerError("no_subnet_available", "no subnet is available for the server in its network zone");
}

function firstFreeAddress(range: Cidr, taken: Set<string>): string | undefined {
  for (let offset = RESERVED_AT_START; offset < sizeOf(range) - RESERVED_AT_END; offset += 1) {
    const address = addressAt(range, offset);
    if (!taken.has(address)) return address;
  }
  return undefined;
}

function firstFree(whole: Cidr, taken: Cidr[]): Cidr | undefined {
  for (let offset = 0; offset < sizeOf(whole); offset += 256) {
    const candidate = knownCidr(`${addressAt(whole, offset)}/24`);
    if (!taken.some((other) => overlap(other, candidate))) return candidate;
  }
  return undefined;
}

function macAddress(networkId: number, serverId: number): string {
  const tail = (networkId * 65_536 + serverId) % 2 ** 32;
  const octets = [24, 16, 8, 0].map((bits) => (Math.floor(tail / 2 ** bits) % 256).toString(16).padStart(2, "0"));
  return ["86", "00", ...octets].join(":");
}
