import type { CloudTraffic } from "../app/accounts/cloud-traffic.ts";
import type { Database } from "../db/kernel/database.ts";
import { createPublicHosts, type PublicHosts } from "../outbound/public-hosts.ts";
import { type AddressFor, gatedAccessIn, type Reachable, readdress } from "./addresses.ts";
import { cloudWithoutPath, createGrantListeners } from "./grant-listeners.ts";
import { createGrants, type Grant } from "./grants.ts";
import { locateByPath, openListener, type ServeServices } from "./open-listener.ts";
import { type CallsPerHour, createRoutes, fingerprint } from "./routes.ts";
import { createSender } from "./sender.ts";
import { createTraffic } from "./traffic.ts";

export interface GatewayOptions {
  db: Database;
  log: ServeServices["log"];
  /** Longest time that a call waits for its account's budget before it is answered 429; less than the clients' own limits. @default 200 s */
  maxWaitMs?: number;
  /** Longest time that a vendor may take to answer. @default 45 s */
  timeoutMs?: number;
  /** Calls an hour of accounts for which nobody set a number of their own. @default - the vendors' numbers */
  callsPerHour?: CallsPerHour;
  /** What of the addresses that customers give may be connected to. @default - public ones only */
  publicHosts?: PublicHosts;
}

/** One operation's session at the gateway. */
export interface GatewaySession {
  /** The target, reached through the gateway for as long as the operation is ours. */
  through<Target extends Reachable>(target: Target): Promise<Target>;
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
  openSession(operationId: string, holds: () => boolean, options?: { share?: number }): GatewaySession;
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
  maxWaitMs = 200_000,
  timeoutMs = 45_000,
  callsPerHour = {},
  publicHosts = createPublicHosts(),
}: GatewayOptions): Promise<Gateway> {
  const grants = createGrants();
  const sender = createSender(timeoutMs, publicHosts);
  const routes = createRoutes(db, callsPerHour);
  const traffic = createTraffic(() => routes.known());
  const services: ServeServices = { grants, sender, maxWaitMs, count: traffic.count, log };
  const mainListener = await openListener(locateByPath, services);
  const grantListeners = createGrantListeners(services);

  const grantFor = async (
    target: Reachable,
    operationId: string,
    holds: () => boolean,
    share: number | undefined,
  ): Promise<Granted> => {
    const grant = grants.add(operationId, holds, await routes.to(target, share));
    const alone = cloudWithoutPath(grant.routes.keys());
    const ownListener = alone === undefined ? undefined : await grantListeners.open(grant.id, alone);
    const addressFor: AddressFor = (cloud, path) =>
      cloud === alone && ownListener !== undefined
        ? `${ownListener.url}${path}`
        : `${mainListener.url}/${grant.id}/${cloud}${path}`;
    return { grant, addressFor };
  };
  const end = ({ grant }: Granted): void => {
    grants.end(grant);
    grantListeners.end(grant.id);
  };

  return {
    traffic,
    openSession(operationId, holds, { share } = {}) {
      const granted = new Map<string, Promise<Granted>>();
      let isOpen = true;
      return {
        async through(target) {
          // One account's tenants have their names in zones of several providers, and its secret may be replaced.
          const key = fingerprint(JSON.stringify([target.accountId, target.callsPerHour, gatedAccessIn(target)]));
          const known = granted.get(key);
          const granting = known ?? grantFor(target, operationId, () => isOpen && holds(), share);
          granted.set(key, granting);
          return readdress(target, (await granting).addressFor);
        },
        end() {
          isOpen = false;
          for (const granting of granted.values()) void granting.then(end, () => {});
        },
      };
    },
    async close() {
      await Promise.all([mainListener.close(), grantListeners.close()]);
      sender.close();
    },
  };
}
