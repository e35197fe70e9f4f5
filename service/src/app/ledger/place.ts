import { type CloudAccess, type InventoryItem, machineAccessOf } from "@freehold/clouds";
import { isFreeholdError } from "@freehold/model";
import { liveAccounts } from "../../db/accounts.ts";
import { allHosts } from "../../db/hosts.ts";
import { accountTarget } from "../accounts/account-target.ts";
import type { CloudTarget, DokployInstallation, Zone } from "../accounts/clouds-port.ts";
import type { AppContext } from "../context.ts";
import { hostTarget } from "../tenants/tenant-target.ts";

/** Somewhere that holds things of ours and is listed whole: an account, a shared host, a zone, a Dokploy installation. */
export interface LedgerPlace {
  /** Id of the account or host; `zone:` and the name of a zone; `dokploy:` and the host of an installation. */
  id: string;
  cloud: CloudAccess["cloud"];
  /** How it is reached; undefined when the service has no credential for it any more. */
  target: CloudTarget | undefined;
  /** Why it cannot be reached. */
  failure?: string;
}

/** Everything that is swept, but what ended with its sandbox and hosts that do not answer. */
export async function ledgerPlaces(context: AppContext): Promise<LedgerPlace[]> {
  const em = context.db.em();
  const accounts = (await liveAccounts(em)).filter(({ id, cloud }) => cloud !== "docker" && !context.clouds.isGone(id));
  const hosts = (await allHosts(em)).filter(({ id, deadSince }) => deadSince === null && !context.clouds.isGone(id));
  const targets: Promise<LedgerPlace>[] = [
    ...accounts.map(({ id, cloud }) => placeOf(id, cloud, () => accountTarget(context, { cloud, accountId: id }))),
    ...hosts.map((host) => placeOf(host.id, "docker", async () => hostTarget(context, host))),
  ];
  const { zones, dokploy } = context.clouds;
  const elsewhere = [...zones.map(zonePlace), ...(dokploy === undefined ? [] : [dokployPlace(dokploy)])];
  return [...(await Promise.all(targets)), ...elsewhere];
}

/** How a place is listed, among all that its target reaches. */
export function accessOf({ cloud }: LedgerPlace, { inventory }: CloudTarget): CloudAccess {
  const access = inventory.find((each) => each.cloud === cloud) ?? machineAccessOf(inventory);
  if (access === undefined) throw new Error(`a place of ${cloud} has no access by which it is listed`);
  return access;
}

/** Whether something that a tenant should have would be in this place. */
export function holds(
  place: Pick<LedgerPlace, "id" | "cloud">,
  tenant: { accountId: string; hostId: string | null; zone: string },
  item: Pick<InventoryItem, "cloud">,
): boolean {
  if (item.cloud !== place.cloud) return false;
  // A service has one installation at most.
  if (item.cloud === "dokploy") return true;
  const isName = item.cloud === "cloudflare" || item.cloud === "route53";
  return place.id === (isName ? zonePlaceId(tenant.zone) : (tenant.hostId ?? tenant.accountId));
}

async function placeOf(
  id: string,
  cloud: LedgerPlace["cloud"],
  reach: () => Promise<CloudTarget>,
): Promise<LedgerPlace> {
  try {
    return { id, cloud, target: await reach() };
  } catch (error) {
    if (!isFreeholdError(error)) throw error;
    return { id, cloud, target: undefined, failure: error.message };
  }
}

function zonePlaceId(zone: string): string {
  return `zone:${zone}`;
}

function zonePlace({ name, id, provider, providers, access }: Zone): LedgerPlace {
  const zone = { zone: name, ...(id !== undefined && { zoneId: id }), dnsProvider: provider, providers };
  return placeWithoutMachines(zonePlaceId(name), access, zone);
}

function dokployPlace({ name, access }: DokployInstallation): LedgerPlace {
  return placeWithoutMachines(`dokploy:${name}`, access);
}

/** No account of a cloud with machines: only what the access lists is reached. */
function placeWithoutMachines(id: string, access: CloudAccess, more: Partial<CloudTarget> = {}): LedgerPlace {
  const target: CloudTarget = {
    ...{ cloud: "docker", accountId: id, accountStack: "", zone: "", dnsProvider: "cloudflare" },
    ...{ sshPort: 0, sshAllowedFrom: [], tls: "none", providers: {}, inventory: [access] },
    ...more,
  };
  return { id, cloud: access.cloud, target };
}
