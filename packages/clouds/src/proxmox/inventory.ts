import {
  FreeholdError,
  type ItemType,
  LABEL_MANAGED_BY,
  PROXMOX_MANAGED_TAG,
  tenantOfComment,
  tenantOfProxmoxTag,
} from "@freehold/model";
import { z } from "zod";
import { answerAs } from "../http/answer-as.ts";
import type { Inventory, InventoryItem } from "../inventory.ts";
import { facts, isSameItem, type ObservedItem, withoutFacts } from "../observed-item.ts";
import type { ProxmoxClient } from "./client.ts";

/** Only the fields that are read. */
const Guests = z.array(
  z.object({
    type: z.enum(["qemu", "lxc"]),
    vmid: z.number(),
    node: z.string(),
    name: z.string().default(""),
    tags: z.string().default(""),
    /** `running`, `stopped`, `unknown` while its node does not answer. */
    status: z.string().default(""),
  }),
);
const Storages = z.array(
  z.object({ storage: z.string(), node: z.string(), content: z.string().default(""), status: z.string().default("") }),
);
const Volumes = z.array(z.object({ volid: z.string() }));
const Pools = z.array(z.object({ poolid: z.string(), comment: z.string().default("") }));
const Status = z.object({ status: z.string() });

/** A clone that its maker did not live to tag has its name already. */
const GUEST_NAME = /^fh-([a-z0-9]+)$/;
/** Files have no tags: their names say whose they are. */
const SNIPPET = /:snippets\/fh-([a-z0-9]+)-user-data\.yaml$/;

/** An item and the node that it is on. */
interface Located {
  node: string;
  item: ObservedItem;
}

/**
 * What a cluster holds: guests by their tags and names, snippets by their names, pools by their comments. Networks and zones have no place
 * for whose they are, and firewall rules go with their guest.
 */
export function createProxmoxInventory(client: ProxmoxClient): Inventory {
  const listLocated = async (): Promise<Located[]> => [...(await guests(client)), ...(await snippets(client))];
  const list = async (): Promise<ObservedItem[]> => (await listLocated()).map(({ item }) => item);
  return {
    cloud: "proxmox",
    listManaged: async () => [...(await list()), ...(await pools(client))],
    // No tenant's stack makes a pool: guests join one of the operator's.
    listTenantResources: async (tenantId) =>
      (await list()).filter((item) => item.tenantId === tenantId).map(withoutFacts),
    async find(item) {
      const located = [...(await everyGuest(client)), ...(await snippets(client))];
      const all = [...located.map((each) => each.item), ...(await pools(client))];
      return all.find((each) => isSameItem(each, item));
    },
    async powerOn({ type, id }) {
      const machine = (await everyGuest(client)).find(({ item }) => item.type === type && item.id === id);
      if (machine === undefined || machine.item.facts.power === "on") return;
      await client.waitFor(await client.send("POST", `/nodes/${machine.node}/${type}/${id}/status/start`, {}));
    },
    async powerOff({ type, id }) {
      const machine = (await everyGuest(client)).find(({ item }) => item.type === type && item.id === id);
      if (machine === undefined || machine.item.facts.power === "off") return;
      await client.waitFor(await client.send("POST", `/nodes/${machine.node}/${type}/${id}/status/stop`, {}));
    },
    async remove({ type, id }) {
      if (type === "pool") return removePool(client, id).catch(ignoreGone);
      const places = (await listLocated()).filter(({ item }) => item.type === type && item.id === id);
      for (const { node } of places) {
        await (type === "snippet" ? removeSnippet(client, node, id) : removeGuest(client, node, type, id)).catch(
          ignoreGone,
        );
      }
    },
  };
}

async function guests(client: ProxmoxClient): Promise<Located[]> {
  const all = await everyGuest(client);
  return all.filter(({ item: { tenantId, facts } }) => tenantId || facts.labels?.includes(PROXMOX_MANAGED_TAG));
}

/** All of the cluster, ours or not. */
async function everyGuest(client: ProxmoxClient): Promise<Located[]> {
  const found = answerAs(Guests, await client.send("GET", "/cluster/resources?type=vm"));
  return found.map(({ type, vmid, node, name, tags, status }) => {
    const words = tags.split(/[;, ]+/).filter((word) => word !== "");
    const tenantId = words.map(tenantOfProxmoxTag).find((id) => id !== undefined) ?? GUEST_NAME.exec(name)?.[1];
    const reported = facts({ power: POWER[status], labels: words.sort() });
    return { node, item: { ...itemOf(type, String(vmid), name, tenantId), facts: reported } };
  });
}

const POWER: Readonly<Record<string, "on" | "off">> = { running: "on", stopped: "off" };

async function snippets(client: ProxmoxClient): Promise<Located[]> {
  const storages = answerAs(Storages, await client.send("GET", "/cluster/resources?type=storage"));
  const holding = storages.filter(
    ({ content, status }) => content.split(",").includes("snippets") && status === "available",
  );
  const lists = await Promise.all(
    holding.map(async ({ node, storage }) => {
      const path = `/nodes/${node}/storage/${storage}/content?content=snippets`;
      return answerAs(Volumes, await client.send("GET", path)).flatMap(({ volid }): Located[] => {
        const tenantId = SNIPPET.exec(volid)?.[1];
        return tenantId === undefined
          ? []
          : [{ node, item: { ...itemOf("snippet", volid, nameIn(volid), tenantId), facts: {} } }];
      });
    }),
  );
  return lists.flat();
}

async function pools(client: ProxmoxClient): Promise<ObservedItem[]> {
  const found = answerAs(Pools, await client.send("GET", "/pools"));
  return found
    .filter(({ comment }) => comment.includes(`${LABEL_MANAGED_BY}=freehold`))
    .map(({ poolid, comment }) => ({ ...itemOf("pool", poolid, poolid, tenantOfComment(comment)), facts: {} }));
}

async function removePool(client: ProxmoxClient, id: string): Promise<void> {
  await client.send("DELETE", `/pools?poolid=${encodeURIComponent(id)}`);
}

/** The ids are those that the engine's state has. */
function itemOf(type: ItemType<"proxmox">, id: string, name: string, tenantId: string | undefined): InventoryItem {
  return { cloud: "proxmox", type, id, name, ...(tenantId === undefined ? {} : { tenantId }) };
}

function nameIn(volid: string): string {
  return volid.slice(volid.lastIndexOf("/") + 1);
}

async function removeGuest(client: ProxmoxClient, node: string, kind: string, vmid: string): Promise<void> {
  const path = `/nodes/${node}/${kind}/${vmid}`;
  const { status } = answerAs(Status, await client.send("GET", `${path}/status/current`));
  await client.send("PUT", `${path}/config`, { protection: "0" });
  if (status === "running") await client.waitFor(await client.send("POST", `${path}/status/stop`, {}));
  await client.waitFor(await client.send("DELETE", `${path}?purge=1&destroy-unreferenced-disks=1`));
}

async function removeSnippet(client: ProxmoxClient, node: string, volid: string): Promise<void> {
  const [storage = ""] = volid.split(":");
  const path = `/nodes/${node}/storage/${storage}/content/${encodeURIComponent(volid)}`;
  await client.waitFor(await client.send("DELETE", path));
}

function ignoreGone(error: unknown): void {
  if (error instanceof FreeholdError && error.code === "not_found") return;
  throw error;
}
