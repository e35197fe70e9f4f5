import { createHash } from "node:crypto";
import type { CloudTraffic } from "../app/cloud-traffic.ts";
import type { CloudTarget } from "../app/clouds-port.ts";
import { type CallRate, closeBudget, correctBudget, ensureBudget, takeCalls } from "../db/api-budgets.ts";
import type { Database } from "../db/database.ts";
import { type AddressFor, type Credential, credentialsIn, readdress } from "./addresses.ts";
import { type Budget, createBudget } from "./budget.ts";
import { createDoors } from "./doors.ts";
import { createGrants, type Grant, type Route } from "./grants.ts";
import { createSender } from "./send.ts";
import { locateByPath, openDoor, type ServeServices } from "./serve.ts";
import { createTraffic } from "./traffic.ts";
import { type GatedCloud, VENDORS } from "./vendors.ts";

export interface GatewayOptions {
  db: Database;
  log: ServeServices["log"];
  /** Longest time that a call waits for its account's budget before it is answered 429; less than the clients' own limits. @default 200 s */
  patienceMs?: number;
  /** Longest time that a vendor may take to answer. @default 45 s */
  timeoutMs?: number;
}

/** The way of one operation to the clouds. */
export interface Passage {
  /** The target, reached through the gateway for as long as the operation is ours. */
  through(target: CloudTarget): Promise<CloudTarget>;
  /** Refuses every further call. What waits is refused at once. */
  end(): void;
}

/**
 * The one way of this service to the clouds: it keeps every account's calls within its budget, whichever worker makes them, and refuses
 * those of an operation that has another owner.
 */
export interface Gateway {
  /**
   * @param holds Whether the operation is still ours; asked before every call.
   * @param options `share`: of every account's budget it takes no more than that, 0 to 1. By default all of it
   */
  open(operationId: string, holds: () => boolean, options?: { share?: number }): Passage;
  readonly traffic: CloudTraffic;
  close(): Promise<void>;
}

/** What one operation may use of one account, and where it finds it. */
interface Granted {
  grant: Grant;
  addressFor: AddressFor;
}

/** Starts the gateway on a port of this machine that the system chooses. */
export async function openGateway({
  db,
  log,
  patienceMs = 200_000,
  timeoutMs = 45_000,
}: GatewayOptions): Promise<Gateway> {
  const grants = createGrants();
  const sender = createSender(timeoutMs);
  const routes = createRoutes(db);
  const traffic = createTraffic(() => routes.known());
  const services: ServeServices = { grants, sender, patienceMs, count: traffic.count, log };
  const main = await openDoor(locateByPath, services);
  const doors = createDoors(services);

  const grantFor = async (
    target: CloudTarget,
    operationId: string,
    holds: () => boolean,
    share: number | undefined,
  ): Promise<Granted> => {
    const grant = grants.add(operationId, holds, await routes.to(target, share));
    const own = grant.routes.has("digitalocean") ? await doors.open(grant.id, "digitalocean") : undefined;
    const addressFor: AddressFor = (cloud, path) =>
      cloud === "digitalocean" && own !== undefined ? `${own.url}${path}` : `${main.url}/${grant.id}/${cloud}${path}`;
    return { grant, addressFor };
  };
  const end = ({ grant }: Granted): void => {
    grants.end(grant);
    doors.end(grant.id);
  };

  return {
    traffic,
    open(operationId, holds, { share } = {}) {
      const granted = new Map<string, Promise<Granted>>();
      let isOpen = true;
      return {
        async through(target) {
          const known = granted.get(target.accountId);
          const granting = known ?? grantFor(target, operationId, () => isOpen && holds(), share);
          granted.set(target.accountId, granting);
          return readdress(target, (await granting).addressFor);
        },
        end() {
          isOpen = false;
          for (const granting of granted.values()) void granting.then(end, () => {});
        },
      };
    },
    async close() {
      await Promise.all([main.close(), doors.close()]);
      sender.close();
    },
  };
}

/** The ways to accounts' vendors. Every account has one budget in this process: all operations wait in the same turns. */
function createRoutes(db: Database) {
  const known = new Map<string, Route>();
  const budgets = new Map<string, Promise<Budget>>();
  const budgetOf = (id: string, cloud: GatedCloud, rate: CallRate): Promise<Budget> => {
    const budget = budgets.get(id) ?? openBudget(db, id, cloud, rate);
    budgets.set(id, budget);
    // One that could not be opened is tried again.
    budget.catch(() => budgets.delete(id));
    return budget;
  };
  const routeTo = async (target: CloudTarget, { cloud, token, endpoint }: Credential): Promise<Route> => {
    // Names are made with a token that the accounts of many clouds share.
    const account = cloud === target.cloud ? target.accountId : `${cloud}${fingerprint(token)}`;
    const origin = endpoint === undefined ? VENDORS[cloud].origin : new URL(endpoint).origin;
    const route = { cloud, account, origin, budget: await budgetOf(account, cloud, VENDORS[cloud].rate) };
    known.set(account, route);
    return route;
  };
  return {
    known: () => [...known.values()],
    async to(target: CloudTarget, share: number | undefined): Promise<Route[]> {
      const routes = await Promise.all(credentialsIn(target).map((credential) => routeTo(target, credential)));
      if (share === undefined) return routes;
      const shared = routes.map(async (route) => {
        const rate = shareOf(VENDORS[route.cloud].rate, share);
        return { ...route, share: await budgetOf(`${route.account}/share`, route.cloud, rate) };
      });
      return Promise.all(shared);
    },
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

async function openBudget(db: Database, account: string, cloud: GatedCloud, rate: CallRate): Promise<Budget> {
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

function fingerprint(token: string): string {
  return createHash("sha256").update(token).digest("hex").slice(0, 12);
}
