import { z } from "zod";
import { noteMade, shownInLists } from "../../kernel/effects.ts";
import { data, nodeOf, operation } from "../cluster.ts";
import { died, parameterErrors } from "../errors.ts";
import { changeConfig } from "../guests/change-config.ts";
import { CloneBody, cloneGuest, removeGuest } from "../guests/clone.ts";
import { readConfigChange } from "../guests/config-change.ts";
import { coresOf, digestOf, guestOf, listed, newGuest, refuseLocked } from "../guests/guest.ts";
import { ipv6Of, macOf, startMachine } from "../guests/machine.ts";
import { powerOperations } from "../guests/power.ts";
import { resizeBody, resizeDisk } from "../guests/resize.ts";
import { Flag, Identifier, Natural, PoolId, VmId } from "../parameters.ts";
import { existing } from "../pools.ts";

const CT = "/nodes/{node}/lxc/{vmid}";
const Settings = z.record(z.string(), z.string());

// https://pve.proxmox.com/pve-docs/api-viewer/#/nodes/{node}/lxc
const list = operation("GET /nodes/{node}/lxc", (call) => {
  const { cluster } = call.account;
  nodeOf(call);
  const guests = shownInLists([...cluster.guests.values()].filter(({ kind }) => kind === "lxc"));
  return data(guests.map((guest) => ({ ...listed(cluster, guest), cpus: coresOf(guest) })));
});

/** What an order has beside the settings. */
const OrderOnly = z.looseObject({
  vmid: VmId,
  ostemplate: z.string().max(255, "value may only be 255 characters long"),
  pool: PoolId.optional(),
  start: Flag.optional(),
  password: z.string().min(5, "value must have a minimum length of 5").optional(),
  "ssh-public-keys": z.string().optional(),
  storage: Identifier.optional(),
  bwlimit: Natural.optional(),
  force: Flag.optional(),
  unique: Flag.optional(),
  restore: Flag.optional(),
  "ignore-unpack-errors": Flag.optional(),
});
const NOT_KEPT = [
  "vmid",
  "ostemplate",
  "pool",
  "start",
  "password",
  "ssh-public-keys",
  "storage",
  "bwlimit",
  "force",
  "unique",
  "restore",
  "ignore-unpack-errors",
];

const create = operation("POST /nodes/{node}/lxc", OrderOnly, (call) => {
  const { cluster } = call.account;
  const { body } = call;
  const node = nodeOf(call);
  const settings = Object.entries(body).filter(([key]) => !NOT_KEPT.includes(key));
  const change = readConfigChange("lxc", Object.fromEntries(settings.map(([key, value]) => [key, String(value)])));
  if (cluster.guests.has(body.vmid)) throw died(`unable to create CT ${body.vmid}: config file already exists`);
  if (body.pool !== undefined) existing(cluster, body.pool);
  if (cluster.volumes.get(body.ostemplate)?.content !== "vztmpl") {
    throw parameterErrors({ ostemplate: `volume '${body.ostemplate}' does not exist` });
  }

  const guest = newGuest(body.vmid, "lxc", node, { lock: "create" }, imageOf(body.ostemplate));
  guest.pool = body.pool;
  guest.rootKeys = (body["ssh-public-keys"] ?? "").split("\n").filter((key) => key.trim() !== "");
  cluster.guests.set(guest.id, guest);
  noteMade(guest);
  const work = async () => {
    try {
      guest.config = { arch: "amd64", memory: 512, swap: 512, ostype: "debian", unprivileged: 1 };
      const rootfs = change.set.rootfs ?? "local-lvm:4";
      const hostname = change.set.hostname ?? `CT${guest.id}`;
      changeConfig(cluster, guest, { ...change, set: { ...change.set, rootfs, hostname } });
    } catch (error) {
      removeGuest(cluster, guest);
      throw error;
    }
    if (body.start === true) await startMachine(cluster, guest);
  };
  // The settings come with the work: without them nothing was made.
  const undo = () => {
    if (guest.config.lock === "create") removeGuest(cluster, guest);
  };
  const { user } = call.account;
  return data(cluster.tasks.start({ node, type: "vzcreate", id: String(guest.id), user, work, undo }));
});

// https://pve.proxmox.com/pve-docs/api-viewer/#/nodes/{node}/lxc/{vmid}/clone
const clone = operation(`POST ${CT}/clone`, CloneBody, (call) => cloneGuest(call, "lxc"));

// https://pve.proxmox.com/pve-docs/api-viewer/#/nodes/{node}/lxc/{vmid}/config
const readConfig = operation(`GET ${CT}/config`, (call) => {
  const guest = guestOf(call, "lxc");
  return data({ ...guest.config, digest: digestOf(guest) });
});

const putConfig = operation(`PUT ${CT}/config`, Settings, (call) => {
  const change = readConfigChange("lxc", call.body);
  const guest = guestOf(call, "lxc");
  refuseLocked(guest);
  changeConfig(call.account.cluster, guest, change);
  return data(null);
});

// https://pve.proxmox.com/pve-docs/api-viewer/#/nodes/{node}/lxc/{vmid}/resize
const resize = operation(`PUT ${CT}/resize`, resizeBody(/^(rootfs|mp\d+)$/), (call) => resizeDisk(call, "lxc"));

// https://pve.proxmox.com/pve-docs/api-viewer/#/nodes/{node}/lxc/{vmid}/status/current
const status = operation(`GET ${CT}/status/current`, (call) => {
  const guest = guestOf(call, "lxc");
  return data({ ...listed(call.account.cluster, guest), cpus: coresOf(guest), disk: 0, ha: { managed: 0 } });
});

// https://pve.proxmox.com/pve-docs/api-viewer/#/nodes/{node}/lxc/{vmid}/interfaces
const interfaces = operation(`GET ${CT}/interfaces`, (call) => {
  const guest = guestOf(call, "lxc");
  if (guest.status !== "running") return data([]);
  const card = (name: string, mac: string, inet: string, bits: number, inet6: string, bits6: number) => ({
    name,
    hwaddr: mac,
    "hardware-address": mac,
    inet: `${inet}/${bits}`,
    inet6: `${inet6}/${bits6}`,
    "ip-addresses": [
      { "ip-address": inet, prefix: bits, "ip-address-type": "inet" },
      { "ip-address": inet6, prefix: bits6, "ip-address-type": "inet6" },
    ],
  });
  return data([
    card("lo", "00:00:00:00:00:00", "127.0.0.1", 8, "::1", 128),
    card("eth0", macOf(guest), guest.machineAddress ?? "", 16, ipv6Of(guest), 64),
  ]);
});

export const lxcOperations = [
  list,
  create,
  clone,
  readConfig,
  putConfig,
  resize,
  status,
  interfaces,
  ...powerOperations("lxc"),
];

/** `debian-12` from `local:vztmpl/debian-12-standard_…` */
function imageOf(ostemplate: string): string {
  return /\/([a-z]+-\d+(?:\.\d+)?)/.exec(ostemplate)?.[1] ?? "debian-12";
}
