import { proxmoxPlacement } from "@freehold/catalogue";
import { FreeholdError } from "@freehold/model";
import { z } from "zod";
import { answerAs } from "../http/answer-as.ts";
import type { MachineOrder } from "../machine-order.ts";
import type { ProxmoxClient } from "./client.ts";
import { freeMemoryGib, listNodes } from "./nodes.ts";
import { missingPrivileges, Permissions, type PrivilegedPlace } from "./privileges.ts";

const Config = z.object({ template: z.union([z.number(), z.string()]).optional() });
const Storages = z.array(
  z.object({
    storage: z.string(),
    content: z.string(),
    active: z.number().default(1),
    enabled: z.number().default(1),
    avail: z.number().optional(),
  }),
);
type Storage = z.infer<typeof Storages>[number];
const Interfaces = z.array(z.object({ iface: z.string(), type: z.string() }));
const Pools = z.array(z.object({ poolid: z.string() }));
const Vnets = z.array(z.object({ vnet: z.string() }));

/** Types of network interfaces that a machine's card can be on. */
const BRIDGES = ["bridge", "OVSBridge", "vnet"];

/** Asks a cluster whether a machine can be cloned there: the token's privileges, node, template, storages, bridge, pool. */
export async function assertClusterReady(client: ProxmoxClient, order: MachineOrder): Promise<void> {
  const { region: node, machineType, cluster = {} } = order;
  const { templateId, storage, snippetStorage, bridge, pool } = proxmoxPlacement(cluster);
  await assertPrivileges(client, { node, templateId, storage, snippetStorage, bridge, pool });
  await assertNode(client, order);
  await assertTemplate(client, node, templateId);
  const storages = answerAs(Storages, await client.send("GET", `/nodes/${encodeURIComponent(node)}/storage`));
  const disks = storageNamed(storages, node, "PROXMOX_VE_STORAGE", storage, "images");
  storageNamed(storages, node, "PROXMOX_VE_SNIPPET_STORAGE", snippetStorage, "snippets");
  assertRoom(disks, node, machineType.diskGib);
  await assertBridge(client, node, bridge);
  if (pool !== undefined) await assertPool(client, pool);
}

async function assertPrivileges(client: ProxmoxClient, place: PrivilegedPlace): Promise<void> {
  const permissions = answerAs(Permissions, await client.send("GET", "/access/permissions"));
  const missing = missingPrivileges(permissions, place);
  if (missing.length === 0) return;
  throw new FreeholdError("cloud_unauthorized", `the API token of the cluster lacks ${missing.join(", ")}`, {
    cloud: "proxmox",
    nextStep:
      "give the token, and the user whose it is, a role with these privileges; docs/accounts.md has the commands",
  });
}

async function assertNode(client: ProxmoxClient, { region, machineType }: MachineOrder): Promise<void> {
  const nodes = await listNodes(client);
  const names = nodes.map(({ node }) => node).join(", ");
  const node = nodes.find((each) => each.node === region);
  if (node === undefined) {
    throw new FreeholdError(
      "region_unknown",
      `region must be a node of the cluster, one of ${names}, got "${region}"`,
      {
        errors: [{ pointer: "/placement/region", detail: `must be one of ${names}, got "${region}"` }],
        nextStep: `choose one of ${names}`,
      },
    );
  }
  if (node.status !== "online") {
    const online = nodes.filter(({ status }) => status === "online").map((each) => each.node);
    throw new FreeholdError("cloud_unreachable", `node ${region}, which placement.region names, is ${node.status}`, {
      nextStep: `start the node, or choose another one as the region: ${online.join(", ") || "none is online"}`,
    });
  }
  const free = freeMemoryGib(node);
  if (free < machineType.memoryGib) {
    throw new FreeholdError(
      "cloud_capacity",
      `node ${region} has ${free.toFixed(1)} GiB of memory free, ${machineType.name} needs ${machineType.memoryGib}`,
      { nextStep: "choose a smaller size or another node, or free memory" },
    );
  }
}

async function assertTemplate(client: ProxmoxClient, node: string, templateId: number): Promise<void> {
  const path = `/nodes/${encodeURIComponent(node)}/qemu/${templateId}/config`;
  const found = await client.send("GET", path).catch((error: unknown) => {
    if (error instanceof FreeholdError && error.code === "not_found") return undefined;
    throw error;
  });
  if (found === undefined) {
    throw misconfigured(
      `PROXMOX_VE_TEMPLATE_ID is ${templateId}, and node ${node} has no virtual machine of that number`,
      "make the template on the node, or set PROXMOX_VE_TEMPLATE_ID to the number of one",
    );
  }
  if (String(answerAs(Config, found).template ?? 0) === "1") return;
  throw misconfigured(
    `PROXMOX_VE_TEMPLATE_ID is ${templateId}, which is a virtual machine and no template on node ${node}`,
    `make it one with \`qm template ${templateId}\`, or set PROXMOX_VE_TEMPLATE_ID to the number of a template`,
  );
}

/** The storage, when the node has it, it is active, and it allows the content. */
function storageNamed(storages: Storage[], node: string, setting: string, name: string, content: string): Storage {
  const storage = storages.find((each) => each.storage === name);
  const able = storages.filter((each) => each.content.split(",").includes(content)).map((each) => each.storage);
  const others = able.length === 0 ? "none of the node does" : `of the node ${able.join(", ")} do`;
  if (storage === undefined) {
    throw misconfigured(
      `${setting} is ${name}, and node ${node} has no storage of that name`,
      `set ${setting} to a storage that allows ${content}: ${others}`,
    );
  }
  if (storage.active !== 1 || storage.enabled !== 1) {
    throw misconfigured(
      `${setting} is ${name}, and that storage is not active on node ${node}`,
      `activate it, or set ${setting} to another storage that allows ${content}: ${others}`,
    );
  }
  if (able.includes(name)) return storage;
  throw misconfigured(
    `${setting} is ${name}, and that storage does not allow ${content}, only ${storage.content}`,
    `allow it with \`pvesm set ${name} --content ${storage.content},${content}\`, or set ${setting} to another: ${others}`,
  );
}

function assertRoom({ storage, avail }: Storage, node: string, diskGib: number): void {
  const freeGib = (avail ?? Number.POSITIVE_INFINITY) / 1024 ** 3;
  if (freeGib >= diskGib) return;
  throw new FreeholdError(
    "cloud_capacity",
    `storage ${storage} of node ${node} has ${freeGib.toFixed(1)} GiB left, the disk needs ${diskGib}`,
    { nextStep: "free space on the storage, choose a smaller size, or set PROXMOX_VE_STORAGE to another storage" },
  );
}

/** A bridge of the node, or a virtual network of the cluster. */
async function assertBridge(client: ProxmoxClient, node: string, bridge: string): Promise<void> {
  const interfaces = answerAs(Interfaces, await client.send("GET", `/nodes/${encodeURIComponent(node)}/network`));
  const bridges = interfaces.filter(({ type }) => BRIDGES.includes(type)).map(({ iface }) => iface);
  if (bridges.includes(bridge)) return;
  const vnets = answerAs(Vnets, await client.send("GET", "/cluster/sdn/vnets")).map(({ vnet }) => vnet);
  if (vnets.includes(bridge)) return;
  throw misconfigured(
    `PROXMOX_VE_BRIDGE is ${bridge}, and node ${node} has no bridge or virtual network of that name`,
    `set PROXMOX_VE_BRIDGE to one of ${[...bridges, ...vnets].join(", ") || "those that are there: none is"}`,
  );
}

async function assertPool(client: ProxmoxClient, pool: string): Promise<void> {
  const pools = answerAs(Pools, await client.send("GET", "/pools")).map(({ poolid }) => poolid);
  if (pools.includes(pool)) return;
  throw misconfigured(
    `PROXMOX_VE_POOL is ${pool}, and the cluster has no pool of that name`,
    `make the pool, or set PROXMOX_VE_POOL to one of ${pools.join(", ") || "those that are there: none is"}`,
  );
}

function misconfigured(message: string, nextStep: string): FreeholdError {
  return new FreeholdError("cloud_misconfigured", message, { nextStep });
}
