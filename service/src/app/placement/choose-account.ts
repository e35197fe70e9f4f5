import { type Cloud, FreeholdError, type Template } from "@freehold/model";
import { accountsFor, lockAccountChoice, tenantsByAccount } from "../../db/accounts.ts";
import type { CloudAccountRow } from "../../db/entities/cloud-account.ts";
import type { Em } from "../../db/kernel/em.ts";
import { accountCapacity } from "../accounts/account-capacity.ts";
import { openAccount } from "../accounts/account-target.ts";
import type { CloudTarget } from "../accounts/clouds-port.ts";
import type { AppContext } from "../context.ts";

/** For whom an account is chosen, and for what. */
export interface AccountRequest {
  cloud: Cloud;
  organization: string;
  /** @default - none: it is the platform's own, and only the platform's accounts are looked at */
  template?: Template;
  /** The platform's accounts are not taken. @default false: as the organization's own accounts at the cloud say */
  ownOnly?: boolean;
  /** Accounts that were tried already. @default - none */
  excluding?: readonly string[];
}

/**
 * Chooses the account that a new tenant is built in: the organization's own when it has one at the cloud that takes the
 * template, else the platform's; of several the least used with room. Accounts are counted by the tenants that name them,
 * so the tenant must be written in the same transaction; until that ends, no other choice is made.
 *
 * @throws FreeholdError `cloud_not_configured`, `cloud_quota_reached` when all are full, `cloud_unauthorized` when the
 * cloud refuses the credentials of those that are not
 */
export async function chooseAccount(em: Em, context: AppContext, request: AccountRequest): Promise<CloudTarget> {
  await lockAccountChoice(em);
  const used = await tenantsByAccount(em);
  const accounts = await accountsOf(em, context, request);
  const own = accounts.filter(({ organization, policy }) => organization !== null && takes(policy, request.template));
  const fromOwn = leastUsed(own, used, request);
  if (fromOwn !== undefined) return context.clouds.target(openAccount(context, fromOwn));
  if (own.some(refusesOthers)) throw noRoom(request, own, used);
  if (request.ownOnly) throw context.clouds.notConfigured(request.cloud);

  const platform = accounts.filter(({ organization }) => organization === null);
  if (platform.length === 0) throw context.clouds.notConfigured(request.cloud);
  const chosen = leastUsed(platform, used, request);
  if (chosen === undefined) throw noRoom(request, platform, used);
  return context.clouds.target(openAccount(context, chosen));
}

/**
 * Whether an organization says, with an account of its own at a cloud, that what this does not take goes into no account of the platform's: then at
 * no other cloud either.
 */
export async function usesOwnAccountsOnly(em: Em, context: AppContext, request: AccountRequest): Promise<boolean> {
  const accounts = await accountsOf(em, context, request);
  return accounts.some(
    (account) => account.organization !== null && takes(account.policy, request.template) && refusesOthers(account),
  );
}

function refusesOthers({ policy }: CloudAccountRow): boolean {
  return policy?.otherwise !== "platform";
}

/** Those that the service can still open, and that are to stay. */
async function accountsOf(em: Em, { clouds }: AppContext, { cloud, organization }: AccountRequest) {
  const configured = new Set(clouds.accounts(cloud).map(({ id }) => id));
  const rows = await accountsFor(em, organization, { cloud });
  return rows.filter(
    ({ id, source, removalRequestedAt }) =>
      removalRequestedAt === null && !clouds.isGone(id) && (source === "credential" || configured.has(id)),
  );
}

function takes(policy: CloudAccountRow["policy"], template: Template | undefined): boolean {
  if (template === undefined) return false;
  const templates = policy?.templates ?? "all";
  return templates === "all" || templates.includes(template);
}

function leastUsed(
  accounts: readonly CloudAccountRow[],
  used: ReadonlyMap<string, number>,
  { excluding = [] }: AccountRequest,
): CloudAccountRow | undefined {
  const tenants = ({ id }: CloudAccountRow): number => used.get(id) ?? 0;
  return accounts
    .filter((account) => account.rejection === null && !excluding.includes(account.id))
    .filter((account) => tenants(account) < accountCapacity(account))
    .sort((a, b) => tenants(a) - tenants(b))[0];
}

/** Names every account and why it cannot take the tenant. Other organizations' accounts are not among them. */
function noRoom(
  { cloud, excluding = [] }: AccountRequest,
  accounts: readonly CloudAccountRow[],
  used: ReadonlyMap<string, number>,
): FreeholdError {
  const reasons = accounts.map((account) => {
    const { id, name, rejection } = account;
    if (rejection !== null) return `${name}: ${rejection}`;
    if (excluding.includes(id)) return `${name}: was tried already`;
    return `${name}: has ${used.get(id) ?? 0} tenants, and room for ${accountCapacity(account)}`;
  });
  const refused = accounts.every(({ rejection }) => rejection !== null);
  return new FreeholdError(
    refused ? "cloud_unauthorized" : "cloud_quota_reached",
    `no account at ${cloud} can take another tenant: ${reasons.join("; ")}`,
    {
      nextStep: refused
        ? "give the service a valid secret for one of them, and verify it"
        : "destroy tenants that are not needed, raise the account's limit, or add another account",
    },
  );
}
