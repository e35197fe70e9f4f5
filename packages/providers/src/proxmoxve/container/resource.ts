import { defineResource, ProviderError } from "@freehold/provider-kit";
import type { ProxmoxClient } from "../client.ts";
import { deleteIfThere, isGone } from "../errors.ts";
import { awaitRunning, awaitUnlocked, isRunning } from "../guest-status.ts";
import { askAddresses, awaitAddresses, type ContainerAddresses, NO_ADDRESSES } from "./addresses.ts";
import { orderContainer } from "./order.ts";
import { type ContainerInputs, type ContainerState, checkContainer, containerSchema } from "./schema.ts";
import { type ContainerConfig, changedSettings, rootGib } from "./settings.ts";

/**
 * `proxmoxve.ContainerLegacy`: an LXC container, from a template file or as a clone of another one.
 * https://pve.proxmox.com/pve-docs/api-viewer/#/nodes/{node}/lxc
 */
export const container = defineResource<ProxmoxClient, ContainerInputs, ContainerState>({
  schema: containerSchema,

  check: checkContainer,

  async create({ client, inputs, signal, recordId }) {
    const { vmId, task } = await orderContainer(client, inputs, signal);
    const id = String(vmId);
    const path = pathOf(inputs.nodeName, id);
    recordId(id, { vmId, ...NO_ADDRESSES });
    await client.waitFor(task, signal);
    await awaitUnlocked(client, path, signal);
    await configure(client, path, inputs, signal);
    return {
      id,
      shown: await shownContainer(client, path, inputs, await switchPower(client, path, inputs, signal), signal),
    };
  },

  async read({ client, id, inputs, signal }) {
    const path = pathOf(inputs.nodeName ?? "", id);
    try {
      return { shown: await shownContainer(client, path, inputs, await askAddresses(client, path, signal), signal) };
    } catch (error) {
      if (isGone(error)) return undefined;
      throw error;
    }
  },

  // Also finishes a container whose create was cut short.
  async update({ client, id, inputs, signal }) {
    const path = pathOf(inputs.nodeName, id);
    await awaitUnlocked(client, path, signal);
    await configure(client, path, inputs, signal);
    return shownContainer(client, path, inputs, await switchPower(client, path, inputs, signal), signal);
  },

  async delete({ client, id, inputs, signal }) {
    const path = pathOf(inputs.nodeName, id);
    await deleteIfThere(async () => {
      await awaitUnlocked(client, path, signal);
      if (await isRunning(client, path, signal)) await shutDown(client, path, signal);
      await client.waitFor(await client.delete(`${path}/?destroy-unreferenced-disks=1&purge=1`, signal), signal);
    });
  },
});

async function configure(
  client: ProxmoxClient,
  path: string,
  inputs: ContainerInputs,
  signal: AbortSignal,
): Promise<void> {
  const before = await client.get<ContainerConfig>(`${path}/config`, signal);
  await client.put(`${path}/config`, changedSettings(inputs, before), signal);
  const [present, wanted] = [rootGib(before), inputs.disk?.size ?? rootGib(before)];
  if (wanted < present) {
    throw new ProviderError(`the root filesystem of ${path} has ${present} GiB and cannot shrink to ${wanted}`);
  }
  if (wanted === present) return;
  const resize = { disk: "rootfs", size: `${wanted}G` };
  await client.waitFor(await client.put(`${path}/resize`, resize, signal), signal);
}

async function switchPower(
  client: ProxmoxClient,
  path: string,
  inputs: ContainerInputs,
  signal: AbortSignal,
): Promise<ContainerAddresses> {
  const running = await isRunning(client, path, signal);
  if (inputs.started === false) {
    if (running) await shutDown(client, path, signal);
    return NO_ADDRESSES;
  }
  if (!running) {
    await client.waitFor(await client.post(`${path}/status/start`, {}, signal), signal);
    await awaitRunning(client, path, signal);
  }
  return awaitAddresses(client, path, inputs, signal);
}

async function shutDown(client: ProxmoxClient, path: string, signal: AbortSignal): Promise<void> {
  await client.waitFor(await client.post(`${path}/status/shutdown`, { forceStop: true, timeout: 60 }, signal), signal);
}

/** What the vendor reports of a container, for what the program has said something about. */
async function shownContainer(
  client: ProxmoxClient,
  path: string,
  inputs: Partial<ContainerInputs>,
  addresses: ContainerAddresses,
  signal: AbortSignal,
) {
  const config = await client.get<ContainerConfig>(`${path}/config`, signal);
  const { cpu, memory, disk, description } = inputs;
  return {
    vmId: Number(path.split("/").at(-1)),
    ...(description === undefined ? {} : { description: String(config.description ?? "").trimEnd() }),
    ...(cpu?.cores === undefined
      ? {}
      : { cpu: { ...cpu, cores: Number(config.cores ?? 1) } as NonNullable<ContainerState["cpu"]> }),
    ...(memory?.dedicated === undefined
      ? {}
      : { memory: { ...memory, dedicated: Number(config.memory ?? 512) } as NonNullable<ContainerState["memory"]> }),
    ...(disk?.size === undefined
      ? {}
      : { disk: { ...disk, size: rootGib(config) } as NonNullable<ContainerState["disk"]> }),
    tags: String(config.tags ?? "")
      .split(";")
      .filter((tag) => tag !== ""),
    startOnBoot: config.onboot === 1,
    protection: config.protection === 1,
    started: await isRunning(client, path, signal),
    ...addresses,
  };
}

function pathOf(node: string, id: string): string {
  return `/nodes/${node}/lxc/${id}`;
}
