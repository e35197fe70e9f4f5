import { createHash } from "node:crypto";
import { type CallRate, closeBudget, correctBudget, ensureBudget, takeCalls } from "../db/api-budgets.ts";
import type { Database } from "../db/kernel/database.ts";
import { type GatedAccess, gatedAccessIn, type Reachable } from "./addresses.ts";
import { type Budget, createBudget, unlimitedBudget } from "./budget.ts";
import type { Route } from "./grants.ts";
import { signForRoute53 } from "./sign-for-route53.ts";
import { type GatedCloud, rateOf, VENDORS } from "./vendors.ts";

/** Calls an hour of every account at a cloud, where the operator knows better than the vendor's documentation. */
export type CallsPerHour = Partial<Record<GatedCloud, number>>;

/** The ways to accounts' vendors. */
export interface Routes {
  known(): Route[];
  /**
   * One for each gated cloud that the target is reached through.
   *
   * @param share Part of each budget that is kept to. @default - all of it
   */
  to(target: Reachable, share: number | undefined): Promise<Route[]>;
}

/** Every account has one budget in this process: all operations wait in the same queue. */
export function createRoutes(db: Database, callsPerHour: CallsPerHour): Routes {
  const known = new Map<string, Route>();
  const budgets = new Map<string, { rate: CallRate; budget: Promise<Budget> }>();
  const budgetOf = async (id: string, cloud: GatedCloud, rate: CallRate | undefined): Promise<Budget> => {
    if (rate === undefined) return unlimitedBudget();
    const there = budgets.get(id);
    // Another number makes another bucket of what is left.
    if (there?.rate.capacity === rate.capacity && there.rate.perSec === rate.perSec) return there.budget;
    const opened = { rate, budget: openBudget(db, id, cloud, rate) };
    budgets.set(id, opened);
    // One that could not be opened is tried again.
    opened.budget.catch(() => {
      if (budgets.get(id) === opened) budgets.delete(id);
    });
    return opened.budget;
  };
  const routeTo = async (target: Reachable, access: GatedAccess, share: number | undefined): Promise<Route> => {
    const { cloud, endpoint } = access;
    const isOfAccount = cloud === target.cloud;
    // Names are made with a credential that the accounts of many clouds share.
    const account = isOfAccount ? target.accountId : accountOf(access);
    const rate = rateOf(cloud, (isOfAccount ? target.callsPerHour : undefined) ?? callsPerHour[cloud]);
    const origin = endpoint === undefined ? (VENDORS[cloud].origin ?? "") : new URL(endpoint).origin;
    const route = { cloud, account, origin, budget: await budgetOf(account, cloud, rate), ...preparation(access) };
    known.set(account, route);
    if (share === undefined || rate === undefined) return route;
    return { ...route, share: await budgetOf(`${account}/share`, cloud, shareOf(rate, share)) };
  };
  return {
    known: () => [...known.values()],
    to: (target, share) => Promise.all(gatedAccessIn(target).map((access) => routeTo(target, access, share))),
  };
}

/**
 * A bucket that lets no more than the share of an hour's calls through in any hour: a bucket gives its capacity beside its refill, so a
 * sixth of them is there at once and the rest comes evenly.
 */
export function shareOf({ perSec }: CallRate, share: number): CallRate {
  const perHour = perSec * 3600 * share;
  return { capacity: Math.max(1, Math.floor(perHour / 6)), perSec: (perHour * 5) / 6 / 3600 };
}

async function openBudget(db: Database, id: string, cloud: GatedCloud, rate: CallRate): Promise<Budget> {
  await ensureBudget(db.em(), id, cloud, rate);
  return createBudget(
    {
      take: (wanted) => takeCalls(db.em(), id, wanted),
      correct: (bounds) => correctBudget(db.em(), id, bounds),
      close: (forMs) => closeBudget(db.em(), id, forMs),
    },
    rate,
  );
}

/** What an account is called that the service does not keep as one: in metrics, and in the table of budgets. */
export function accountOf(access: GatedAccess): string {
  return `${access.cloud}${fingerprint(ownerOf(access))}`;
}

/** Whose limit the vendor counts by. */
function ownerOf(access: GatedAccess): string {
  if (access.cloud === "route53") return access.accessKeyId;
  return access.cloud === "proxmox" ? access.endpoint : access.token;
}

function preparation(access: GatedAccess): Pick<Route, "prepare"> {
  if (access.cloud === "route53") return { prepare: (call) => signForRoute53(call, access) };
  if (access.cloud !== "proxmox") return {};
  const { insecure = false, publicOnly = false } = access;
  return { prepare: async (call) => ({ ...call, insecure, publicOnly }) };
}

/** Distinguishes one from another without giving any of it away. */
export function fingerprint(text: string): string {
  return createHash("sha256").update(text).digest("hex").slice(0, 12);
}
