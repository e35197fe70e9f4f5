import { HetznerError } from "../errors.ts";
import { findLocation } from "../locations.ts";
import type { Project } from "../project.ts";
import type { DnsPointer, PrimaryIp } from "../rows.ts";

export type NewPrimaryIp = Pick<PrimaryIp, "name" | "type" | "location" | "labels" | "auto_delete" | "assignee_id">;

/** A primary IP as the vendor writes it. */
export function wirePrimaryIp(ip: PrimaryIp) {
  return { ...ip, location: findLocation(ip.location) };
}

/** Orders an address. An IPv4 one comes from the sandbox's pool, so that a machine can answer on it. */
export function createPrimaryIp(project: Project, request: NewPrimaryIp): PrimaryIp {
  const { nextId, clock, addresses } = project.services;
  project.primaryIps.refuseDuplicate(request);
  const id = nextId();
  const ip = request.type === "ipv4" ? addresses.take() : ipv6Network(id);
  return project.primaryIps.insert({
    ...request,
    id,
    ip,
    created: clock.timestamp(),
    blocked: false,
    assignee_type: "server",
    protection: { delete: false },
    dns_ptr: request.type === "ipv4" ? [{ ip, dns_ptr: standardPointer(ip) }] : [],
  });
}

/** Removes the address; an IPv4 one goes back to the pool unless a machine still answers on it. */
export function deletePrimaryIp(project: Project, ip: PrimaryIp): void {
  project.primaryIps.delete(ip);
  const inUse = project.servers.all().some((server) => server.machineAddress === ip.ip);
  if (ip.type === "ipv4" && !inUse) project.services.addresses.giveBack(ip.ip);
}

/** The server's address of the type, if it has one. */
export function primaryIpOf(project: Project, serverId: number, type: "ipv4" | "ipv6"): PrimaryIp | undefined {
  return project.primaryIps.find((ip) => ip.assignee_id === serverId && ip.type === type);
}

/** Sets the reverse DNS name of an address; null means the vendor's standard name, or for IPv6 none. */
export function changeDnsPointer(
  pointers: DnsPointer[],
  type: "ipv4" | "ipv6",
  ip: string,
  name: string | null,
): DnsPointer[] {
  const others = pointers.filter((pointer) => pointer.ip !== ip);
  if (name !== null) return [...others, { ip, dns_ptr: name }];
  return type === "ipv4" ? [...others, { ip, dns_ptr: standardPointer(ip) }] : others;
}

/** Whether the address is the IPv4 one, or lies in the IPv6 network. */
export function coversAddress(owned: Pick<PrimaryIp, "type" | "ip">, address: string): boolean {
  if (owned.type === "ipv4") return owned.ip === address;
  return address.startsWith(owned.ip.slice(0, owned.ip.indexOf("::")));
}

/** Throws `ip_not_available` for an address that is not the resource's. */
export function refuseForeignAddress(owned: Pick<PrimaryIp, "type" | "ip">[], address: string): void {
  if (!owned.some((ip) => coversAddress(ip, address))) {
    throw new HetznerError("not_found", `IP '${address}' not found`);
  }
}

/** A network of the range for documentation (RFC 3849): nothing ever answers there. */
export function ipv6Network(id: number): string {
  return `2001:db8:${Math.floor(id / 65_536).toString(16)}:${(id % 65_536).toString(16)}::/64`;
}

export function standardPointer(ip: string): string {
  return `static.${ip.split(".").reverse().join(".")}.clients.your-server.de`;
}
