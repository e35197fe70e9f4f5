import { z } from "zod";
import { currentEffects } from "../../kernel/effects.ts";
import type { Answer } from "../../kernel/http.ts";
import { data, operation, type ProxmoxCall } from "../cluster.ts";
import { Flag, Natural, NodeName } from "../parameters.ts";
import type { Guest, GuestKind } from "../rows.ts";
import { removeGuest } from "./clone.ts";
import { guestOf, refuseLocked, refuseRemoval, withLock } from "./guest.ts";
import { destroyMachine, rebootMachine, startMachine, stopMachine } from "./machine.ts";

const text = z.string().optional();
/** What switching on and off may be told, all verbs together; of it only `forceStop` and `timeout` have a meaning here. */
const Options = z.strictObject({
  timeout: Natural.optional(),
  forceStop: Flag.optional(),
  keepActive: Flag.optional(),
  "overrule-shutdown": Flag.optional(),
  skiplock: Flag.optional(),
  debug: Flag.optional(),
  "force-cpu": text,
  machine: text,
  migratedfrom: NodeName.optional(),
  migration_network: text,
  migration_type: z.enum(["secure", "insecure"]).optional(),
  "nets-host-mtu": text,
  stateuri: z.string().max(128, "value may only be 128 characters long").optional(),
  targetstorage: text,
  "with-conntrack-state": Flag.optional(),
});

/** Switching on and off, and deletion: the same for virtual machines and containers. */
export function powerOperations(kind: GuestKind) {
  const path = `/nodes/{node}/${kind}/{vmid}`;
  const prefix = kind === "qemu" ? "qm" : "vz";
  const change = (name: string, work: (guest: Guest, call: ProxmoxCall) => Promise<void>) =>
    operation(`POST ${path}/status/${name}`, Options, (call) => {
      const guest = guestOf(call, kind);
      return begin(call, guest, `${prefix}${name}`, () => withLock(guest, () => work(guest, call)));
    });

  return [
    // https://pve.proxmox.com/pve-docs/api-viewer/#/nodes/{node}/qemu/{vmid}/status/start
    operation(`POST ${path}/status/start`, Options, (call) => {
      const guest = guestOf(call, kind);
      const { cluster } = call.account;
      guest.agentAnswersAt = cluster.services.clock.now() + (currentEffects().addressAfterMs ?? 0);
      return begin(call, guest, `${prefix}start`, () => withLock(guest, () => startMachine(cluster, guest)));
    }),
    change("stop", (guest, { account }) => stopMachine(account.cluster, guest)),
    // The machine always obeys: it is a simulation or a container.
    change("shutdown", (guest, { account }) => stopMachine(account.cluster, guest)),
    change("reboot", (guest, { account }) => rebootMachine(account.cluster, guest)),

    // https://pve.proxmox.com/pve-docs/api-viewer/#/nodes/{node}/qemu/{vmid}
    operation(`DELETE ${path}`, (call) => {
      const guest = guestOf(call, kind);
      refuseRemoval(guest);
      return begin(call, guest, `${prefix}destroy`, async () => {
        refuseRemoval(guest);
        await withLock(guest, () => destroyMachine(call.account.cluster, guest));
        removeGuest(call.account.cluster, guest);
      });
    }),
  ];
}

/** Starts a task on a guest and answers its id. */
export function begin(call: ProxmoxCall, guest: Guest, type: string, work: () => void | Promise<void>): Answer {
  const { cluster, user } = call.account;
  return data(cluster.tasks.start({ node: guest.node, type, id: String(guest.id), user, work }));
}

/** Starts a task that changes a guest which must not be locked already. */
export function beginUnlocked(call: ProxmoxCall, guest: Guest, type: string, work: () => void | Promise<void>): Answer {
  refuseLocked(guest);
  return begin(call, guest, type, () => withLock(guest, work));
}
