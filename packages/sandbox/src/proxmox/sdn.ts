import { z } from "zod";
import { type Cluster, data, operation } from "./cluster.ts";
import { died, parameterErrors } from "./errors.ts";
import { DnsName, Flag, Whole } from "./parameters.ts";
import type { Vnet, Zone } from "./rows.ts";

const Name = z.string().regex(/^[a-z][a-z0-9]{0,7}$/i, "invalid format - value must be 1 to 8 letters and digits");
const text = z.string().optional();
const CreateZone = z.strictObject({
  zone: Name,
  type: z.enum(["simple", "vlan", "qinq", "vxlan", "evpn"]),
  bridge: text,
  dhcp: z.enum(["dnsmasq"]).optional(),
  dns: text,
  dnszone: DnsName.optional(),
  ipam: text,
  nodes: text,
  peers: text,
  reversedns: text,
  mtu: Whole.optional(),
});
const CreateVnet = z.strictObject({
  vnet: Name,
  zone: Name,
  alias: z
    .string()
    .max(256, "value may only be 256 characters long")
    .regex(/^[()_.\w\s-]*$/, "value does not match the regex pattern")
    .optional(),
  type: z.enum(["vnet"]).optional(),
  tag: Whole.optional(),
  vlanaware: Flag.optional(),
  "isolate-ports": Flag.optional(),
});

// https://pve.proxmox.com/pve-docs/api-viewer/#/cluster/sdn/zones
const listZones = operation("GET /cluster/sdn/zones", ({ account: { cluster } }) =>
  data([...cluster.zones.values()].map(wireZone)),
);

const createZone = operation("POST /cluster/sdn/zones", CreateZone, ({ account: { cluster }, body }) => {
  const { zone, type, ...rest } = body;
  if (cluster.zones.has(zone))
    throw died(`create sdn zone object failed: sdn zone object ID '${zone}' already defined`);
  if (type === "vlan" && body.bridge === undefined)
    throw parameterErrors({ bridge: "property is missing and it is not optional" });
  cluster.zones.set(zone, { zone, type, settings: stored(rest), isApplied: false });
  return data(null);
});

const readZone = operation("GET /cluster/sdn/zones/{zone}", ({ account: { cluster }, params }) =>
  data(wireZone(existingZone(cluster, params.zone ?? ""))),
);

const deleteZone = operation("DELETE /cluster/sdn/zones/{zone}", ({ account: { cluster }, params }) => {
  const { zone } = existingZone(cluster, params.zone ?? "");
  const user = [...cluster.vnets.values()].find((vnet) => vnet.zone === zone);
  if (user) throw died(`delete sdn zone object failed: zone ${zone} is used by vnet ${user.vnet}`);
  cluster.zones.delete(zone);
  return data(null);
});

// https://pve.proxmox.com/pve-docs/api-viewer/#/cluster/sdn/vnets
const listVnets = operation("GET /cluster/sdn/vnets", ({ account: { cluster } }) =>
  data([...cluster.vnets.values()].map(wireVnet)),
);

const createVnet = operation("POST /cluster/sdn/vnets", CreateVnet, ({ account: { cluster }, body }) => {
  const { vnet, zone, ...rest } = body;
  if (cluster.vnets.has(vnet))
    throw died(`create sdn vnet object failed: sdn vnet object ID '${vnet}' already defined`);
  if (!cluster.zones.has(zone)) throw died(`create sdn vnet object failed: zone '${zone}' does not exist`);
  cluster.vnets.set(vnet, { vnet, zone, settings: stored(rest), isApplied: false });
  return data(null);
});

const readVnet = operation("GET /cluster/sdn/vnets/{vnet}", ({ account: { cluster }, params }) =>
  data(wireVnet(existingVnet(cluster, params.vnet ?? ""))),
);

const deleteVnet = operation("DELETE /cluster/sdn/vnets/{vnet}", ({ account: { cluster }, params }) => {
  cluster.vnets.delete(existingVnet(cluster, params.vnet ?? "").vnet);
  return data(null);
});

// https://pve.proxmox.com/pve-docs/api-viewer/#/cluster/sdn
const ApplyNetworks = z.strictObject({ "lock-token": text, "release-lock": Flag.optional() });
const apply = operation("PUT /cluster/sdn", ApplyNetworks, ({ account: { cluster, user } }) => {
  const work = () => {
    for (const part of [...cluster.zones.values(), ...cluster.vnets.values()]) part.isApplied = true;
  };
  return data(cluster.tasks.start({ node: cluster.node, type: "reloadnetworkall", id: "", user, work }));
});

export const sdnOperations = [
  listZones,
  createZone,
  readZone,
  deleteZone,
  listVnets,
  createVnet,
  readVnet,
  deleteVnet,
  apply,
];

/** Whether guests can be on the bridge: the node's own, or a virtual network that is live. */
export function hasBridge(cluster: Cluster, name: string): boolean {
  return name === "vmbr0" || cluster.vnets.get(name)?.isApplied === true;
}

function existingZone(cluster: Cluster, zone: string): Zone {
  const found = cluster.zones.get(zone);
  if (found === undefined) throw died(`sdn zone '${zone}' does not exist`);
  return found;
}

function existingVnet(cluster: Cluster, vnet: string): Vnet {
  const found = cluster.vnets.get(vnet);
  if (found === undefined) throw died(`sdn vnet '${vnet}' does not exist`);
  return found;
}

function stored(settings: Record<string, string | number | boolean | undefined>): Record<string, string | number> {
  const given = Object.entries(settings).filter(
    (entry): entry is [string, string | number | boolean] => entry[1] !== undefined,
  );
  return Object.fromEntries(given.map(([name, value]) => [name, typeof value === "boolean" ? Number(value) : value]));
}

function wireZone({ zone, type, settings }: Zone) {
  return { zone, type, ...settings };
}

function wireVnet({ vnet, zone, settings }: Vnet) {
  return { ...settings, vnet, zone, type: "vnet" };
}
