import type { Cluster } from "../cluster.ts";
import { died } from "../errors.ts";
import type { Guest } from "../rows.ts";
import { hasBridge } from "../sdn.ts";
import { isTemplate, machineIdOf } from "./guest.ts";
import { userDataOf } from "./user-data-of.ts";

/** Switches a guest on: the first time its machine is made, with what the cloud-init drive holds then. */
export async function startMachine(cluster: Cluster, guest: Guest): Promise<void> {
  const what = guest.kind === "qemu" ? "VM" : "CT";
  if (guest.status === "running") throw died(`${what} ${guest.id} already running`);
  if (isTemplate(guest)) throw died(`you can't start a ${guest.kind === "qemu" ? "vm" : "CT"} if it's a template`);
  for (const [key, card] of Object.entries(guest.config)) {
    const bridge = /^net\d+$/.test(key) ? /(?:^|,)bridge=([^,]+)/.exec(String(card))?.[1] : undefined;
    if (bridge !== undefined && !hasBridge(cluster, bridge)) throw died(`bridge '${bridge}' does not exist`);
  }
  const userData = guest.kind === "qemu" ? userDataOf(cluster, guest) : "";
  if (guest.machineAddress === undefined) await createMachine(cluster, guest, userData);
  else await cluster.services.machines.powerOn(machineIdOf(guest));
  guest.status = "running";
  guest.startedAt = cluster.services.clock.now();
}

/** Switches a guest off. Off already: nothing happens. */
export async function stopMachine(cluster: Cluster, guest: Guest): Promise<void> {
  if (guest.status === "running") await cluster.services.machines.powerOff(machineIdOf(guest));
  guest.status = "stopped";
  guest.startedAt = undefined;
}

/** Restarts a running guest. */
export async function rebootMachine(cluster: Cluster, guest: Guest): Promise<void> {
  if (guest.status !== "running") throw died(`${guest.kind === "qemu" ? "VM" : "CT"} ${guest.id} not running`);
  await cluster.services.machines.reboot(machineIdOf(guest));
  guest.startedAt = cluster.services.clock.now();
}

/** Removes the machine behind a guest. */
export async function destroyMachine(cluster: Cluster, guest: Guest): Promise<void> {
  if (guest.machineAddress === undefined) return;
  await cluster.services.machines.destroy(machineIdOf(guest));
  cluster.services.addresses.giveBack(guest.machineAddress);
  guest.machineAddress = undefined;
}

/** The IPv6 address that the API shows: no packet passes there. */
export function ipv6Of(guest: Guest): string {
  return `2001:db8:9000:${guest.id.toString(16)}::1`;
}

/** The address of the guest's first network card. */
export function macOf(guest: Guest): string {
  return (
    /([0-9A-F]{2}(?::[0-9A-F]{2}){5})/i.exec(String(guest.config.net0 ?? ""))?.[1]?.toLowerCase() ?? "00:00:00:00:00:00"
  );
}

async function createMachine(cluster: Cluster, guest: Guest, userData: string): Promise<void> {
  const { machines, addresses } = cluster.services;
  const address = addresses.take();
  try {
    await machines.create({
      id: machineIdOf(guest),
      hostname: String(guest.config.name ?? guest.config.hostname ?? `VM${guest.id}`),
      address,
      userData,
      authorizedKeys: guest.rootKeys,
      image: guest.image,
    });
  } catch (error) {
    addresses.giveBack(address);
    throw died(`start failed: ${error instanceof Error ? error.message : String(error)}`);
  }
  guest.machineAddress = address;
}
