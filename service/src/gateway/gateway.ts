import type { CloudTraffic } from "../app/accounts/cloud-traffic.ts";
import type { Database } from "../db/kernel/database.ts";
import { createPublicHosts, type PublicHosts } from "../outbound/public-hosts.ts";
import { type AddressFor, gatedAccessIn, type Reachable, readdress } from "./addresses.ts";
import { cloudWithoutPath, createGrantListeners } from "./grant-listeners.ts";
import { type ClosedAccount, createGrants, type Grant, type GrantHolder } from "./grants.ts";
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
  /** Most that a vendor's answer may have. @default 8 MiB */
  maxAnswerBytes?: number;
  /** Calls an hour of accounts for which nobody set a number of their own. @default - the vendors' numbers */
  callsPerHour?: CallsPerHour;
  /** What of the addresses that customers give may be connected to. @default - public ones only */
  publicHosts?: PublicHosts;
}

/** One operation's session at the gateway. */
export interface GatewaySession {
  /** The target, reached through the gateway for as long as the operation is ours. */
  through<Target extends Reachable>(target: Target): Promise<Target>;
  /** @param listener Hears that a call waits because a vendor has closed its account for a while; once for each call */
  onClosed(listener: (closed: ClosedAccount) => void): void;
  /** The service stops: what waits for a budget is refused, and so is what would have to; calls under way may end. */
  stopWaiting(): void;
  /** Refuses every further call. What waits is refused at once, what is under way is cut off. */
  end(): void;
}

export interface SessionOptions {
  /** Of every account's budget it takes no more than that, 0 to 1. @default - all of it */
  share?: number | undefined;
  /** Ends the session when it is aborted: for loops, which have nothing to put back. @default - nothing but `end` does */
  signal?: AbortSignal;
  /** No other process is given its addresses. @default false */
  isOwn?: boolean;
}

/**
 * The one way of this service to the clouds: it keeps every account's calls within its budget, whichever worker makes them, and refuses
 * those of an operation that has another owner.
 */
export interface Gateway {
  /**
   * @param holds Whether the operation is still ours; asked before every call.
   */
  openSession(operationId: string, holds: () => boolean, options?: SessionOptions): GatewaySession;
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
  maxAnswerBytes,
  callsPerHour = {},
  publicHosts = createPublicHosts(),
}: GatewayOptions): Promise<Gateway> {
  const grants = createGrants();
  const sender = createSender({
    timeoutMs,
    hosts: publicHosts,
    ...(maxAnswerBytes !== undefined && { maxAnswerBytes }),
  });
  const routes = createRoutes(db, callsPerHour);
  const traffic = createTraffic(() => routes.known());
  const services: ServeServices = { grants, sender, maxWaitMs, count: traffic.count, log };
  const mainListener = await openListener(locateByPath, services);
  const grantListeners = createGrantListeners(services);

  const grantFor = async (target: Reachable, holder: GrantHolder, share?: number): Promise<Granted> => {
    const grant = grants.add(holder, await routes.to(target, share));
    const alone = cloudWithoutPath(grant.routes.keys());
    const ownListener = alone === undefined ? undefined : await grantListeners.open(grant.id, alone);
    const addressFor: AddressFor = (cloud, path) =>
      cloud === alone && ownListener !== undefined
        ? `${ownListener.url}${path}`
        : `${mainListener.url}/${grant.id}/${cloud}${path}`;
    return { grant, addressFor };
  };
  const end = ({ grant }: Granted, options: { isOwn: boolean }): void => {
    grants.end(grant);
    grantListeners.end(grant.id, options);
  };

  return {
    traffic,
    openSession(operationId, holds, { share, signal, isOwn = false } = {}) {
      const granted = new Map<string, Promise<Granted>>();
      let isOpen = true;
      let onClosed: (closed: ClosedAccount) => void = () => {};
      const stopping = new AbortController();
      const holder = {
        ...{ operationId, holds: () => isOpen && holds(), stopping: stopping.signal },
        onClosed: (closed: ClosedAccount) => onClosed(closed),
      };
      const session: GatewaySession = {
        async through(target) {
          // One account's tenants have their names in zones of several providers, and its secret may be replaced.
          const key = fingerprint(JSON.stringify([target.accountId, target.callsPerHour, gatedAccessIn(target)]));
          const granting = granted.get(key) ?? grantFor(target, holder, share);
          granted.set(key, granting);
          return readdress(target, (await granting).addressFor);
        },
        onClosed(listener) {
          onClosed = listener;
        },
        stopWaiting: () => stopping.abort(),
        end() {
          isOpen = false;
          signal?.removeEventListener("abort", session.end);
          for (const granting of granted.values())
            void granting.then(
              (each) => end(each, { isOwn }),
              () => {},
            );
        },
      };
      if (signal?.aborted) session.end();
      else signal?.addEventListener("abort", session.end, { once: true });
      return session;
    },
    async close() {
      await Promise.all([mainListener.close(), grantListeners.close()]);
      sender.close();
    },
  };
}
