import { type CloudAccess, type InventoryItem, machineAccessOf } from "@freehold/clouds";
import { isFreeholdError } from "@freehold/model";
import { liveAccounts } from "../../db/accounts.ts";
import { allHosts } from "../../db/hosts.ts";
import { accountTarget } from "../account-target.ts";
import type { CloudTarget, Zone } from "../clouds-port.ts";
import type { AppContext } from "../context.ts";
import { hostTarget } from "../tenant-target.ts";

/** Somewhere that holds things of ours and is listed whole: an account, a shared host, a zone. */
export interface LedgerPlace {
  /** Id of the account or host; `zone:` and the name of a zone. */
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
  return [...(await Promise.all(targets)), ...context.clouds.zones.map(zonePlace)];
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

/** A zone is no account of a cloud with machines: only its records are reached. */
function zonePlace({ name, id, provider, providers, access }: Zone): LedgerPlace {
  const target: CloudTarget = {
    cloud: "docker",
    accountId: zonePlaceId(name),
    accountStack: "",
    zone: name,
    ...(id !== undefined && { zoneId: id }),
    dnsProvider: provider,
    sshPort: 0,
    sshAllowedFrom: [],
    tls: "none",
    providers,
    inventory: [access],
  };
  return { id: zonePlaceId(name), cloud: access.cloud, target };
}
