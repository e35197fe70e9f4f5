import { defineResource } from "@freehold/provider-kit";
import type { ProxmoxClient } from "../client.ts";
import { deleteIfThere, isGone } from "../errors.ts";
import { awaitRunning, awaitUnlocked, isRunning } from "../guest-status.ts";
import { type Addresses, askAgent, awaitAddresses, NO_ADDRESSES } from "./interfaces.ts";
import { orderClone } from "./order.ts";
import { checkVm, type VmInputs, type VmState, vmSchema } from "./schema.ts";
import {
  arrangeDisks,
  cloudInitDrives,
  cloudInitOf,
  refuseSmallerDisks,
  settingsOf,
  type VmConfig,
} from "./settings.ts";

/** `proxmoxve.VmLegacy`, cloned from a template. https://pve.proxmox.com/pve-docs/api-viewer/#/nodes/{node}/qemu */
export const vm = defineResource<ProxmoxClient, VmInputs, VmState>({
  schema: vmSchema,

  check: checkVm,

  async create({ client, inputs, signal, recordId }) {
    const { vmId, task } = await orderClone(client, inputs, signal);
    const id = String(vmId);
    const path = pathOf(inputs.nodeName, id);
    recordId(id, { vmId, ...NO_ADDRESSES });
    await client.waitFor(task, signal);

    await awaitUnlocked(client, path, signal);
    await configure(client, path, inputs, signal);
    const addresses = inputs.started === false ? NO_ADDRESSES : await start(client, path, inputs, signal);
    return { id, shown: await shownVm(client, path, inputs, addresses, signal) };
  },

  // An import names `<node>/<number>`.
  async read({ client, id: asked, inputs, signal }) {
    const [id = asked, nodeName = inputs.nodeName ?? ""] = asked.split("/").reverse();
    const path = pathOf(nodeName, id);
    try {
      const shown = await shownVm(client, path, inputs, await askAgent(client, path, signal), signal);
      return { id, shown, inputs: { nodeName } };
    } catch (error) {
      if (isGone(error)) return undefined;
      throw error;
    }
  },

  // Also finishes a machine whose create was cut short.
  async update({ client, id, inputs, signal }) {
    const path = pathOf(inputs.nodeName, id);
    await awaitUnlocked(client, path, signal);
    const before = await client.get<VmConfig>(`${path}/config`, signal);
    refuseSmallerDisks(before, inputs);
    if (before.cicustom === undefined && cloudInitDrives(before).length > 0 && !(await isRunning(client, path, signal)))
      await configure(client, path, inputs, signal);
    else await client.put(`${path}/config`, changedSettings(inputs, before), signal);
    await changePool(client, id, inputs, signal);
    await arrangeDisks(client, path, inputs, signal);
    const addresses = await switchPower(client, path, inputs, signal);
    return shownVm(client, path, inputs, addresses, signal);
  },

  async delete({ client, id, inputs, signal }) {
    const path = pathOf(inputs.nodeName, id);
    await deleteIfThere(async () => {
      await awaitUnlocked(client, path, signal);
      if (await isRunning(client, path, signal)) {
        const [how, options] = inputs.stopOnDestroy ? ["stop", {}] : ["shutdown", { forceStop: true, timeout: 60 }];
        await client.waitFor(
          await client.post(`${path}/status/${how}`, options as object as Record<string, number>, signal),
          signal,
        );
      }
      await client.waitFor(await client.delete(`${path}/?destroy-unreferenced-disks=1&purge=1`, signal), signal);
    });
  },
});

/** Gives a new clone its settings; nothing of the template's cloud-init stays. */
async function configure(client: ProxmoxClient, path: string, inputs: VmInputs, signal: AbortSignal): Promise<void> {
  const config = await client.get<VmConfig>(`${path}/config`, signal);
  const drives = inputs.initialization === undefined ? [] : cloudInitDrives(config);
  if (drives.length > 0) await client.put(`${path}/config`, { delete: drives.join(",") }, signal);
  await client.put(`${path}/config`, { ...settingsOf(inputs), ...cloudInitOf(inputs) }, signal);
  await arrangeDisks(client, path, inputs, signal);
}

/** The settings, with the network cards' addresses as they are: a card without one would get another. */
function changedSettings(inputs: VmInputs, before: VmConfig) {
  const settings = settingsOf(inputs);
  for (const [key, card] of Object.entries(settings)) {
    const mac = /^net\d+$/.test(key)
      ? /=((?:[0-9A-F]{2}:){5}[0-9A-F]{2})/i.exec(String(before[key] ?? ""))?.[1]
      : undefined;
    if (mac !== undefined && !String(card).includes("macaddr=")) settings[key] = `${card},macaddr=${mac}`;
  }
  return settings;
}

async function changePool(client: ProxmoxClient, id: string, { poolId }: VmInputs, signal: AbortSignal): Promise<void> {
  const guests = await client.get<{ vmid?: number; pool?: string }[]>("/cluster/resources?type=vm", signal);
  const present = guests.find(({ vmid }) => String(vmid) === id)?.pool;
  if (present === poolId) return;
  if (present !== undefined) await client.put("/pools", { poolid: present, vms: id, delete: true }, signal);
  if (poolId !== undefined) await client.put("/pools", { poolid: poolId, vms: id }, signal);
}

async function switchPower(
  client: ProxmoxClient,
  path: string,
  inputs: VmInputs,
  signal: AbortSignal,
): Promise<Addresses> {
  const running = await isRunning(client, path, signal);
  if (inputs.started !== false)
    return running ? awaitAddresses(client, path, inputs, signal) : start(client, path, inputs, signal);
  if (running) await client.waitFor(await client.post(`${path}/status/shutdown`, { forceStop: true }, signal), signal);
  return NO_ADDRESSES;
}

async function start(client: ProxmoxClient, path: string, inputs: VmInputs, signal: AbortSignal): Promise<Addresses> {
  await client.waitFor(await client.post(`${path}/status/start`, {}, signal), signal);
  await awaitRunning(client, path, signal);
  return awaitAddresses(client, path, inputs, signal);
}

/** What the vendor reports of a machine, for what the program has said something about. */
async function shownVm(
  client: ProxmoxClient,
  path: string,
  inputs: Partial<VmInputs>,
  addresses: Addresses,
  signal: AbortSignal,
) {
  const config = await client.get<VmConfig>(`${path}/config`, signal);
  const running = await isRunning(client, path, signal);
  const { cpu, memory } = inputs;
  return {
    vmId: Number(path.split("/").at(-1)),
    name: String(config.name ?? ""),
    ...(inputs.description === undefined ? {} : { description: String(config.description ?? "") }),
    ...(cpu?.cores === undefined
      ? {}
      : { cpu: { ...cpu, cores: Number(config.cores ?? 1) } as NonNullable<VmState["cpu"]> }),
    ...(memory?.dedicated === undefined
      ? {}
      : { memory: { ...memory, dedicated: Number(config.memory ?? 512) } as NonNullable<VmState["memory"]> }),
    tags: String(config.tags ?? "")
      .split(";")
      .filter((tag) => tag !== ""),
    onBoot: config.onboot === 1,
    protection: config.protection === 1,
    started: running,
    ...addresses,
  };
}

function pathOf(node: string, id: string): string {
  return `/nodes/${node}/qemu/${id}`;
}
