import { type ItemType, LABEL_MANAGED_BY, LABEL_TENANT } from "@freehold/model";
import { z } from "zod";
import { answerAs } from "../http/answer-as.ts";
import { parsedAnswer } from "../http/parsed-answer.ts";
import type { Inventory, InventoryItem } from "../inventory.ts";
import { isSameItem, type ObservedItem } from "../observed-item.ts";
import type { DockerHostClient, WithDockerHost } from "./client.ts";

/** Only the fields that are read. */
const Labels = z.record(z.string(), z.string()).nullish();
const Networks = z.array(z.object({ Id: z.string(), Name: z.string(), Labels }));
const Volumes = z.object({ Volumes: z.array(z.object({ Name: z.string(), Labels })).nullish() });
const Containers = z.array(z.object({ Id: z.string() }));
const Placed = z.array(
  z.object({ Id: z.string(), NetworkSettings: z.object({ Networks: z.record(z.string(), z.unknown()) }) }),
);
const Attached = z.object({ Containers: z.record(z.string(), z.unknown()).nullish() });
const Slots = z.array(z.object({ tenantId: z.string() }));

/**
 * What a Docker host holds: networks and volumes by their labels. A slot, with what runs in it, is reported only when it has neither: it
 * has no labels, is recreated by the same command, and as long as it has them it goes with them.
 */
export function createDockerInventory(withHost: WithDockerHost): Inventory {
  const list = () => withHost(listOn);
  const observe = async (): Promise<ObservedItem[]> => (await list()).map((item) => ({ ...item, facts: {} }));
  return {
    cloud: "docker",
    listManaged: observe,
    listTenantResources: async (tenantId) => (await list()).filter((item) => item.tenantId === tenantId),
    // Labels of what Docker made once cannot be changed: what is not listed is not there.
    find: async (item) => (await observe()).find((each) => isSameItem(each, item)),
    async powerOn() {},
    async powerOff() {},
    remove: (item) => withHost((host) => removeOn(host, item)),
  };
}

async function listOn(host: DockerHostClient): Promise<InventoryItem[]> {
  const filters = `filters=${encodeURIComponent(JSON.stringify({ label: [`${LABEL_MANAGED_BY}=freehold`] }))}`;
  const networks = answerAs(Networks, await host.engine("GET", `/networks?${filters}`));
  const volumes = answerAs(Volumes, await host.engine("GET", `/volumes?${filters}`)).Volumes ?? [];
  const labelled = [
    ...networks.map(({ Id, Name, Labels: labels }) => itemOf("network", Id, Name, labels?.[LABEL_TENANT])),
    ...volumes.map(({ Name, Labels: labels }) => itemOf("volume", Name, Name, labels?.[LABEL_TENANT])),
  ];
  const slots = answerAs(Slots, parsedAnswer("what `hostctl slot list` says", await host.hostctl("slot list")));
  const alone = slots.filter(({ tenantId }) => labelled.every((item) => item.tenantId !== tenantId));
  return [...labelled, ...alone.map(({ tenantId }) => itemOf("slot", tenantId, `fh-${tenantId}`, tenantId))];
}

/** The ids are those that the engine's state has. */
function itemOf(type: ItemType<"docker">, id: string, name: string, tenantId: string | undefined): InventoryItem {
  return { cloud: "docker", type, id, name, ...(tenantId === undefined ? {} : { tenantId }) };
}

async function removeOn(host: DockerHostClient, { type, id }: InventoryItem): Promise<void> {
  const path = encodeURIComponent(id);
  switch (type) {
    case "slot":
      await host.hostctl(`slot remove ${id}`);
      return;
    case "network":
      await emptyNetwork(host, path);
      await host.engine("DELETE", `/networks/${path}`);
      return;
    case "volume":
      await removeContainers(host, await using(host, id));
      await host.engine("DELETE", `/volumes/${path}?force=true`);
      return;
    default:
      throw new Error(`a Docker host has no items of type ${type}`);
  }
}

/** What is on this network alone goes with it. What is on others too, such as the edge that leads to all slots, only leaves it. */
async function emptyNetwork(host: DockerHostClient, path: string): Promise<void> {
  const attached = await attachedTo(host, path);
  if (attached.length === 0) return;
  const placed = answerAs(Placed, await host.engine("GET", "/containers/json?all=true"));
  const isOnOthers = (id: string) =>
    placed.some((each) => each.Id === id && Object.keys(each.NetworkSettings.Networks).length > 1);
  for (const id of attached.filter(isOnOthers))
    await host.engine("POST", `/networks/${path}/disconnect`, { Container: id, Force: true });
  await removeContainers(
    host,
    attached.filter((id) => !isOnOthers(id)),
  );
}

async function attachedTo(host: DockerHostClient, path: string): Promise<string[]> {
  const found = await host.engine("GET", `/networks/${path}`);
  return found === undefined ? [] : Object.keys(answerAs(Attached, found).Containers ?? {});
}

async function using(host: DockerHostClient, volume: string): Promise<string[]> {
  const filters = encodeURIComponent(JSON.stringify({ volume: [volume] }));
  return answerAs(Containers, await host.engine("GET", `/containers/json?all=true&filters=${filters}`)).map(
    ({ Id }) => Id,
  );
}

/** Docker keeps what a container uses. */
async function removeContainers(host: DockerHostClient, ids: readonly string[]): Promise<void> {
  for (const id of ids) await host.engine("DELETE", `/containers/${id}?force=true`);
}
