import { z } from "zod";

/** Path → privilege → 1 when what is below the path has it too. pve.proxmox.com/pve-docs/api-viewer/#/access/permissions */
export const Permissions = z.record(z.string(), z.record(z.string(), z.union([z.number(), z.boolean()])));
type Permissions = z.infer<typeof Permissions>;

/** Where a privilege is needed. */
interface Scope {
  /** Machines, the template among them. */
  machines: string;
  /** Of the machines' disks. */
  storage: string;
  /** Of their user data. */
  snippets: string;
  network: string;
  node: string;
  /** Only where machines become members of one. */
  pool: string;
}

/** A privilege, and what it is for. Of several names one is enough: releases of Proxmox VE differ. */
export interface ProxmoxPrivilege {
  names: readonly string[];
  on: keyof Scope;
  for: string;
}

/**
 * What a token needs, and no more. From the permission checks of qemu-server (e6352be, `src/PVE/API2/Qemu.pm`, `Qemu/Agent.pm`) and pve-storage
 * (0c56bad, `src/PVE/API2/Storage`), for the calls that the official provider and the service make.
 */
export const PROXMOX_PRIVILEGES: readonly ProxmoxPrivilege[] = [
  { names: ["VM.Allocate"], on: "machines", for: "make and delete machines" },
  { names: ["VM.Clone"], on: "machines", for: "clone the template" },
  { names: ["VM.Audit"], on: "machines", for: "read what is there" },
  { names: ["VM.PowerMgmt"], on: "machines", for: "start and stop" },
  { names: ["VM.Config.CPU"], on: "machines", for: "cores" },
  { names: ["VM.Config.Memory"], on: "machines", for: "memory" },
  { names: ["VM.Config.Disk"], on: "machines", for: "grow and move the disk" },
  { names: ["VM.Config.CDROM"], on: "machines", for: "the drive that cloud-init reads" },
  { names: ["VM.Config.Cloudinit"], on: "machines", for: "user data and addresses" },
  { names: ["VM.Config.Network"], on: "machines", for: "the network card, and the machine's firewall" },
  { names: ["VM.Config.Options"], on: "machines", for: "name, tags, agent, start at boot, protection" },
  { names: ["VM.Config.HWType"], on: "machines", for: "the controller of the disk" },
  { names: ["VM.GuestAgent.Audit", "VM.Monitor"], on: "machines", for: "the address that the guest agent reports" },
  { names: ["Datastore.AllocateSpace"], on: "storage", for: "disks of the machines" },
  { names: ["Datastore.Audit"], on: "storage", for: "whether there is room" },
  {
    names: ["Datastore.Allocate"],
    on: "snippets",
    for: "find the folder of the user data, and delete that of a machine that goes",
  },
  { names: ["SDN.Use"], on: "network", for: "put machines on the bridge or virtual network" },
  { names: ["Sys.Audit"], on: "node", for: "memory and networks of the node" },
  { names: ["Pool.Allocate"], on: "pool", for: "make machines members of the pool" },
];

/** The privileges that a token has nowhere in the cluster; those of a pool may not be needed. */
export function privilegesNowhere(permissions: Permissions): string[] {
  const held = new Set(Object.values(permissions).flatMap((privileges) => Object.keys(privileges)));
  return PROXMOX_PRIVILEGES.filter(({ names, on }) => on !== "pool" && !names.some((name) => held.has(name))).map(
    nameOf,
  );
}

/** Where a machine is to be made. */
export interface PrivilegedPlace {
  node: string;
  templateId: number;
  storage: string;
  snippetStorage: string;
  bridge: string;
  pool?: string | undefined;
}

/** The privileges that a token lacks just where they are needed, as `VM.Clone on /vms/9000`. */
export function missingPrivileges(permissions: Permissions, place: PrivilegedPlace): string[] {
  return PROXMOX_PRIVILEGES.flatMap((privilege) => {
    const paths = pathsOf(privilege, place);
    const isHeld = paths.some((path) => privilege.names.some((name) => holds(permissions, path, name)));
    return paths.length === 0 || isHeld ? [] : [`${nameOf(privilege)} on ${paths[0]}`];
  });
}

/** Where a privilege may be held; none when it is not needed there. */
function pathsOf({ names, on }: ProxmoxPrivilege, place: PrivilegedPlace): string[] {
  const { node, templateId, storage, snippetStorage, bridge, pool } = place;
  switch (on) {
    case "machines":
      // The template exists and is no member of the pool; of machines to come nobody knows the numbers.
      if (names.includes("VM.Clone")) return [`/vms/${templateId}`];
      return ["/vms", ...(pool === undefined ? [] : [`/pool/${pool}`])];
    case "storage":
      return [`/storage/${storage}`];
    case "snippets":
      return [`/storage/${snippetStorage}`];
    case "network":
      return [`/sdn/zones/localnetwork/${bridge}`, "/sdn/zones"];
    case "node":
      return [`/nodes/${node}`];
    case "pool":
      return pool === undefined ? [] : [`/pool/${pool}`];
  }
}

/** By the nearest path that the cluster names: what is granted further down replaces what comes from above. */
function holds(permissions: Permissions, path: string, privilege: string): boolean {
  for (let at = path; ; at = at.slice(0, at.lastIndexOf("/")) || "/") {
    const granted = permissions[at];
    if (granted !== undefined) return at === path ? privilege in granted : Boolean(granted[privilege]);
    if (at === "/") return false;
  }
}

function nameOf({ names }: ProxmoxPrivilege): string {
  return names.join(" or ");
}
