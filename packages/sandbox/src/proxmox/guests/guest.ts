import { createHash } from "node:crypto";
import { type Cluster, nodeOf, type ProxmoxCall } from "../cluster.ts";
import { died } from "../errors.ts";
import type { Guest, GuestConfig, GuestKind } from "../rows.ts";
import { diskBytes } from "./drives.ts";

const MIB = 1024 ** 2;

export function newGuest(id: number, kind: GuestKind, node: string, config: GuestConfig, image: string): Guest {
  return {
    id,
    kind,
    node,
    config,
    image,
    status: "stopped",
    pool: undefined,
    startedAt: undefined,
    isBusy: false,
    machineAddress: undefined,
    agentAnswersAt: 0,
    rootKeys: [],
    firewall: { rules: [], options: {}, ipsets: [] },
  };
}

/** The guest that the path names, or the vendor's error. */
export function guestOf(call: ProxmoxCall, kind: GuestKind): Guest {
  const node = nodeOf(call);
  const guest = call.account.cluster.guests.get(Number(call.params.vmid));
  if (guest?.kind === kind) return guest;
  const folder = kind === "qemu" ? "qemu-server" : "lxc";
  throw died(`Configuration file 'nodes/${node}/${folder}/${call.params.vmid}.conf' does not exist`);
}

/** Refuses a change while the guest's configuration is locked, or while a task holds the lock file. */
export function refuseLocked(guest: Guest): void {
  const what = guest.kind === "qemu" ? "VM" : "CT";
  if (guest.config.lock !== undefined) throw died(`${what} is locked (${guest.config.lock})`);
  if (!guest.isBusy) return;
  const file = guest.kind === "qemu" ? "qemu-server" : "lxc";
  const name = guest.kind === "qemu" ? `lock-${guest.id}` : `pve-config-${guest.id}`;
  throw died(`can't lock file '/var/lock/${file}/${name}.conf' - got timeout`);
}

/** Does a task's work while it holds the guest's lock file. */
export async function withLock(guest: Guest, work: () => void | Promise<void>): Promise<void> {
  refuseLocked(guest);
  guest.isBusy = true;
  try {
    await work();
  } finally {
    guest.isBusy = false;
  }
}

/** Refuses the removal of a guest that runs or is protected. */
export function refuseRemoval(guest: Guest): void {
  const what = guest.kind === "qemu" ? "VM" : "CT";
  if (guest.config.protection === 1) throw died(`can't remove ${what} ${guest.id} - protection mode enabled`);
  if (guest.status === "running") {
    throw died(
      guest.kind === "qemu"
        ? `VM ${guest.id} is running - destroy failed`
        : `unable to destroy CT ${guest.id} - container is running`,
    );
  }
  refuseLocked(guest);
}

/** Stands for the state of the configuration file. */
export function digestOf(guest: Guest): string {
  return createHash("sha1").update(JSON.stringify(guest.config)).digest("hex");
}

export function isTemplate(guest: Guest): boolean {
  return guest.config.template === 1;
}

/** Name of the machine at the driver. */
export function machineIdOf(guest: Guest): string {
  return `proxmox-${guest.id}`;
}

/** What all lists and `status/current` say about a guest. */
export function listed(cluster: Cluster, guest: Guest) {
  const { config, status, id } = guest;
  const isRunning = status === "running";
  const maxmem = Number(config.memory ?? 512) * MIB;
  const uptime =
    guest.startedAt === undefined ? 0 : Math.floor((cluster.services.clock.now() - guest.startedAt) / 1000);
  return {
    vmid: id,
    name: String(config.name ?? config.hostname ?? `VM ${id}`),
    status,
    uptime: isRunning ? Math.max(1, uptime) : 0,
    cpu: 0,
    mem: isRunning ? Math.floor(maxmem / 4) : 0,
    maxmem,
    maxdisk: diskBytes(config),
    diskread: 0,
    diskwrite: 0,
    netin: 0,
    netout: 0,
    ...(config.tags === undefined ? {} : { tags: config.tags }),
    ...(config.lock === undefined ? {} : { lock: config.lock }),
    ...(isTemplate(guest) ? { template: 1 } : {}),
  };
}

/** How many cores a guest may use. */
export function coresOf({ config }: Guest): number {
  return Number(config.cores ?? 1) * Number(config.sockets ?? 1);
}
