import { createHash } from "node:crypto";
import { closeBudget, correctBudget, ensureBudget, takeCalls } from "../db/api-budgets.ts";
import type { Database } from "../db/database.ts";
import { type GatedAccess, gatedAccessIn, type Reachable } from "./addresses.ts";
import { type Budget, createBudget, unlimitedBudget } from "./budget.ts";
import type { Route } from "./grants.ts";
import { signForRoute53 } from "./sign-route53.ts";
import { type GatedCloud, rateOf, VENDORS } from "./vendors.ts";

/** Calls an hour of every account at a cloud, where the operator knows better than the vendor's documentation. */
export type CallsPerHour = Partial<Record<GatedCloud, number>>;

/** The ways to accounts' vendors. */
export interface Routes {
  known(): Route[];
  /** One for each gated cloud that the target is reached through. */
  to(target: Reachable): Promise<Route[]>;
}

/** What decides about an account's budget. */
interface Payer {
  account: string;
  cloud: GatedCloud;
  callsPerHour: number | undefined;
}

/** Every account has one budget in this process: all operations wait in the same turns. */
export function createRoutes(db: Database, callsPerHour: CallsPerHour): Routes {
  const known = new Map<string, Route>();
  const budgets = new Map<string, { callsPerHour: number | undefined; budget: Promise<Budget> }>();
  const budgetOf = (payer: Payer): Promise<Budget> => {
    const there = budgets.get(payer.account);
    // Another number makes another bucket of what is left.
    if (there !== undefined && there.callsPerHour === payer.callsPerHour) return there.budget;
    const opened = { callsPerHour: payer.callsPerHour, budget: openBudget(db, payer) };
    budgets.set(payer.account, opened);
    // One that could not be opened is tried again.
    opened.budget.catch(() => {
      if (budgets.get(payer.account) === opened) budgets.delete(payer.account);
    });
    return opened.budget;
  };
  const routeTo = async (target: Reachable, access: GatedAccess): Promise<Route> => {
    const { cloud, endpoint } = access;
    const isOfAccount = cloud === target.cloud;
    const payer = {
      // Names are made with a credential that the accounts of many clouds share.
      account: isOfAccount ? target.accountId : `${cloud}${fingerprint(ownerOf(access))}`,
      cloud,
      callsPerHour: (isOfAccount ? target.callsPerHour : undefined) ?? callsPerHour[cloud],
    };
    const origin = endpoint === undefined ? (VENDORS[cloud].origin ?? "") : new URL(endpoint).origin;
    const route = { cloud, account: payer.account, origin, budget: await budgetOf(payer), ...preparation(access) };
    known.set(payer.account, route);
    return route;
  };
  return {
    known: () => [...known.values()],
    to: (target) => Promise.all(gatedAccessIn(target).map((access) => routeTo(target, access))),
  };
}

async function openBudget(db: Database, { account, cloud, callsPerHour }: Payer): Promise<Budget> {
  const rate = rateOf(cloud, callsPerHour);
  if (rate === undefined) return unlimitedBudget();
  await ensureBudget(db.em(), account, cloud, rate);
  return createBudget(
    {
      take: (wanted) => takeCalls(db.em(), account, wanted),
      correct: (bounds) => correctBudget(db.em(), account, bounds),
      close: (forMs) => closeBudget(db.em(), account, forMs),
    },
    rate,
  );
}

/** Whose limit the vendor counts by. */
function ownerOf(access: GatedAccess): string {
  if (access.cloud === "route53") return access.accessKeyId;
  return access.cloud === "proxmox" ? access.endpoint : access.token;
}

function preparation(access: GatedAccess): Pick<Route, "prepare"> {
  if (access.cloud === "route53") return { prepare: (call) => signForRoute53(call, access) };
  if (access.cloud !== "proxmox") return {};
  const { insecure = false } = access;
  return { prepare: async (call) => ({ ...call, insecure }) };
}

/** Tells one from another without giving any of it away. */
export function fingerprint(text: string): string {
  return createHash("sha256").update(text).digest("hex").slice(0, 12);
}
