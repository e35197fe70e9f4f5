import { machineTypeNamed } from "@freehold/catalogue";
import {
  assertReady,
  assertZone,
  foreignRecord,
  type MachineAccess,
  machineAccessOf,
  missingZonePermissions,
  type RequestLimits,
  readOffer,
  type ZoneAccess,
} from "@freehold/clouds";
import type { CloudTarget } from "../app/accounts/clouds-port.ts";
import type { CloudProbe } from "../app/placement/cloud-probe-port.ts";
import type { Reachable } from "../gateway/addresses.ts";
import type { GatewaySession } from "../gateway/gateway.ts";

/** How long a token that was taken counts as taken, and a zone that was there as there: a create need not spend a call on it. */
const TAKEN_MS = 5 * 60_000;

/** The gateway holds a call back until the account's budget allows it: a job waits for that, a request does not. */
const REQUEST_LIMITS: Readonly<Record<"request" | "job", RequestLimits>> = {
  request: { timeoutMs: 10_000, attempts: 2 },
  job: { timeoutMs: 90_000, attempts: 6 },
};

/** Asks the clouds by their own APIs, within their accounts' budgets. */
export function createCloudProbe(open: OpenSession): CloudProbe {
  const seen: Seen = { takenAt: new Map(), zonesAt: new Map() };
  return {
    ...probeIn(open(), seen),
    during: (signal) => probeIn(open(signal), seen),
  };
}

/** Opens a session that ends when the signal is aborted. */
type OpenSession = (signal?: AbortSignal) => GatewaySession;

interface Seen {
  /** When each account's token was taken last. */
  takenAt: Map<string, number>;
  /** When each zone was last there. */
  zonesAt: Map<string, number>;
}

function probeIn(session: GatewaySession, { takenAt, zonesAt }: Seen): CloudProbe {
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
    async assertZone(target) {
      const { zone } = target;
      if (Date.now() - (zonesAt.get(zone) ?? 0) < TAKEN_MS) return;
      const access = zoneAccessOf(await session.through(target));
      if (access !== undefined) await assertZone(access);
      zonesAt.set(zone, Date.now());
    },
    async foreignRecord(target, name, tenantId) {
      const access = zoneAccessOf(await session.through(target));
      return access && foreignRecord(access, name, tenantId);
    },
    async missingZonePermissions({ name, access, providers }) {
      // The cloud of machines does not matter: only the zone is asked.
      const target: Reachable = { cloud: "hetzner", accountId: `zone ${name}`, providers, inventory: [access] };
      const [through] = (await session.through(target)).inventory;
      if (through?.cloud !== "cloudflare" && through?.cloud !== "route53") return [];
      return missingZonePermissions({ ...through, zone: name });
    },
  };
}

function zoneAccessOf({ inventory }: Pick<CloudTarget, "inventory">): ZoneAccess | undefined {
  return inventory.find((each) => each.cloud === "cloudflare" || each.cloud === "route53");
}

function accessOf({ cloud, inventory }: Pick<CloudTarget, "cloud" | "inventory">): MachineAccess {
  const access = machineAccessOf(inventory);
  if (access !== undefined) return access;
  throw new Error(`an account of ${cloud} has no access by which its machines are ordered`);
}
