import type { Cloud } from "@freehold/model";
import type { LoggedCall } from "./testbed.ts";

/** The clouds whose machines are emulated. */
export const CLOUDS = ["hetzner", "digitalocean", "proxmox"] as const satisfies readonly Cloud[];

/** One request of a create: which operation, and the how-manieth of it (0 is the first). */
export interface CreateCall {
  cloud: string;
  method: string;
  operation: string;
  occurrence: number;
}

/** What a create with a fault in it comes to; `waiting`: the tenant waits for a machine, and nothing of it is at the clouds. */
export type Ending = "active" | "failed" | "waiting";

/** A fault as the control endpoint takes it, without which calls it applies to. */
export interface FaultKind {
  name: string;
  body: Record<string, unknown>;
  appliesTo: (call: CreateCall) => boolean;
  /** All that a create may come to with it. */
  endings: (call: CreateCall) => readonly Ending[];
}

/** One create with one fault in it. */
export interface FaultCase {
  /** The cloud of the tenant's machine. */
  machinesAt: Cloud;
  /** In a new one, the fault hits what is made before the account's first tenant. */
  account: "used" | "new";
  call: CreateCall;
  kind: FaultKind;
}

/** Requests that begin an action or a task. */
const BEGINNINGS =
  /^POST \/(servers|droplets)$|\/actions(\/|$)|\/(clone|resize|move_disk|status\/\w+)$|^POST .*\/(qemu|lxc)\/\{vmid\}\/config$/;
/** Requests that make or start a machine. */
const MACHINE_ORDERS = /^POST \/(servers|droplets)$|\/status\/start$/;

/** Requests that find out whether there is a machine. */
const CAPACITY_ORDERS = /^POST \/(servers|droplets)$|\/clone$/;

const always = () => true;
const changes = ({ method }: CreateCall) => method !== "GET";
const orders = ({ method }: CreateCall) => method === "POST";
const begins = (call: CreateCall) => changes(call) && BEGINNINGS.test(call.operation);
/** There a 500 is how the vendor refuses, and no sign of a fault. */
const refusesBy500 = ({ cloud }: CreateCall) => cloud === "proxmox";

const passing = (name: string, body: Record<string, unknown>): FaultKind => ({
  name,
  body,
  appliesTo: always,
  endings: () => ["active"],
});

/** What the cloud has not, it has not until somebody sees to it: nothing is ordered meanwhile. */
const lasting = (name: string, body: Record<string, unknown>): FaultKind => ({
  name,
  body: { ...body, always: true },
  appliesTo: orders,
  // No other machine and no other account helps where a zone is full.
  endings: ({ cloud }) => (cloud === "cloudflare" ? ["failed"] : ["waiting"]),
});

/** Every fault of the sandbox, once for each call that it can hit. */
const FAULT_KINDS: readonly FaultKind[] = [
  passing("429", { kind: "status", status: 429, retryAfter: 1 }),
  {
    ...passing("500", { kind: "status", status: 500 }),
    endings: (call) => (refusesBy500(call) ? ["active", "failed"] : ["active"]),
  },
  passing("502", { kind: "status", status: 502 }),
  passing("503", { kind: "status", status: 503 }),
  passing("reset-before", { kind: "reset-before" }),
  passing("reset-after", { kind: "reset-after" }),
  { ...passing("reset-after-and-late", { kind: "reset-after", lists: 1 }), appliesTo: orders },
  passing("delay", { kind: "delay", ms: 300 }),
  { ...passing("locked", { kind: "locked" }), appliesTo: changes },
  {
    ...passing("action-fails", { kind: "action-fails" }),
    appliesTo: begins,
  },
  lasting("quota-reached", { kind: "quota-reached" }),
  {
    ...lasting("resource-unavailable", { kind: "resource-unavailable" }),
    // At Proxmox VE it is a task that fails for a full storage.
    appliesTo: (call) => orders(call) && (call.cloud !== "proxmox" || begins(call)),
  },
  {
    ...passing("resource-unavailable-once", { kind: "resource-unavailable" }),
    appliesTo: ({ operation }) => CAPACITY_ORDERS.test(operation),
    // Another machine type of the size, or the same place a little later.
    endings: () => ["active", "waiting"],
  },
  {
    ...passing("slow-address", { kind: "slow-address", ms: 1500 }),
    appliesTo: ({ operation }) => MACHINE_ORDERS.test(operation),
  },
  { ...passing("late-in-lists", { kind: "late-in-lists", lists: 2 }), appliesTo: orders },
];

/** Refusals that a vendor never utters; the sandbox does not take them. */
const UNHEARD: Readonly<Record<string, readonly string[]>> = {
  cloudflare: ["locked", "resource-unavailable"],
  proxmox: ["quota-reached"],
};

/** The calls of a clean create: each that changes something, and each way of reading once. */
export function callsOf(log: readonly LoggedCall[]): CreateCall[] {
  return numbered(log).filter(({ method, occurrence }) => method !== "GET" || occurrence === 0);
}

/** The calls of a first create in an account that those after it do not make. They come first. */
export function callsOfFirst(log: readonly LoggedCall[], later: readonly LoggedCall[]): CreateCall[] {
  const count = (of: readonly LoggedCall[], { cloud, operation }: CreateCall) =>
    of.filter((each) => each.cloud === cloud && each.operation === operation).length;
  return callsOf(log).filter((call) => call.occurrence < count(log, call) - count(later, call));
}

/** Every fault at every call. */
export function casesOf(machinesAt: Cloud, account: FaultCase["account"], calls: readonly CreateCall[]): FaultCase[] {
  return calls.flatMap((call) =>
    FAULT_KINDS.filter((kind) => canApply(kind, call)).map((kind) => ({ machinesAt, account, call, kind })),
  );
}

/** The fault as it is switched on. */
export function faultOf({ call: { cloud, method, operation, occurrence }, kind }: FaultCase): Record<string, unknown> {
  const route = operation.slice(operation.indexOf(" ") + 1).replace(/\{\w+\}/g, "[^/]+");
  return { cloud, method, path: `${route}$`, ...(occurrence > 0 && { skip: occurrence }), ...kind.body };
}

export function nameOf({ machinesAt, account, call, kind }: FaultCase): string {
  const occurrence = call.occurrence === 0 ? "" : ` (call ${call.occurrence + 1})`;
  const where = account === "new" ? `${machinesAt}, first tenant` : machinesAt;
  return `${where}: ${kind.name} at ${call.cloud} ${call.operation}${occurrence}`;
}

function numbered(log: readonly LoggedCall[]): CreateCall[] {
  const occurrences = new Map<string, number>();
  return log.flatMap(({ cloud, method, operation }): CreateCall[] => {
    if (operation === null) return [];
    const occurrence = occurrences.get(`${cloud} ${operation}`) ?? 0;
    occurrences.set(`${cloud} ${operation}`, occurrence + 1);
    return [{ cloud, method, operation, occurrence }];
  });
}

function canApply({ name, appliesTo }: FaultKind, call: CreateCall): boolean {
  return appliesTo(call) && UNHEARD[call.cloud]?.includes(name) !== true;
}
