import { machineTypeNamed } from "@freehold/catalogue";
import {
  assertReady,
  foreignRecord,
  type MachineAccess,
  machineAccessOf,
  type RequestLimits,
  readOffer,
} from "@freehold/clouds";
import type { CloudTarget } from "../app/accounts/clouds-port.ts";
import type { CloudProbe } from "../app/placement/cloud-probe-port.ts";
import type { GatewaySession } from "../gateway/gateway.ts";

/** How long a token that was taken counts as taken: a create need not spend a call on it. */
const TAKEN_MS = 5 * 60_000;

/** The gateway holds a call back until the account's budget allows it: a job waits for that, a request does not. */
const REQUEST_LIMITS: Readonly<Record<"request" | "job", RequestLimits>> = {
  request: { timeoutMs: 10_000, attempts: 2 },
  job: { timeoutMs: 90_000, attempts: 6 },
};

/** Asks the clouds by their own APIs, within their accounts' budgets. */
export function createCloudProbe(open: OpenSession): CloudProbe {
  const takenAt = new Map<string, number>();
  return {
    ...probeIn(open(), takenAt),
    during: (signal) => probeIn(open(signal), takenAt),
  };
}

/** Opens a session that ends when the signal is aborted. */
type OpenSession = (signal?: AbortSignal) => GatewaySession;

/** @param takenAt When each account's token was taken last */
function probeIn(session: GatewaySession, takenAt: Map<string, number>): CloudProbe {
  return {
    readOffer: async (target) => readOffer(accessOf(await session.through(target)), REQUEST_LIMITS.request),
    async assertReady(target, { region, machineType: name }, asker) {
      const { cloud, accountId } = target;
      // Of a cluster much more than the token is asked, and nobody counts the calls.
      const isCluster = cloud === "proxmox";
      if (!isCluster && Date.now() - (takenAt.get(accountId) ?? 0) < TAKEN_MS) return;
      const { inventory, providers } = await session.through(target);
      const access = accessOf({ cloud, inventory });
      const cluster = providers.proxmoxve;
      const machineType = machineTypeNamed(cloud, name);
      await assertReady(access, { region, machineType, ...(cluster && { cluster }) }, REQUEST_LIMITS[asker]);
      takenAt.set(accountId, Date.now());
    },
    async foreignRecord(target, name, tenantId) {
      const { inventory } = await session.through(target);
      const access = inventory.find((each) => each.cloud === "cloudflare" || each.cloud === "route53");
      return access && foreignRecord(access, name, tenantId);
    },
  };
}

function accessOf({ cloud, inventory }: Pick<CloudTarget, "cloud" | "inventory">): MachineAccess {
  const access = machineAccessOf(inventory);
  if (access !== undefined) return access;
  throw new Error(`an account of ${cloud} has no access by which its machines are ordered`);
}
