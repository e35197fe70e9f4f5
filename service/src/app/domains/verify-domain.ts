import { canonicalAddress, type DomainChange, FreeholdError } from "@freehold/model";
import type { OperationRow } from "../../db/entities/operation.ts";
import type { TenantRow } from "../../db/entities/tenant.ts";
import type { TenantDomainRow } from "../../db/entities/tenant-domain.ts";
import type { Em } from "../../db/kernel/em.ts";
import { openOperationsOfTenant } from "../../db/operations.ts";
import { changeDomain, findDomain } from "../../db/tenant-domains.ts";
import { lockTenant, setTenantDomain } from "../../db/tenants.ts";
import type { AppContext, Caller } from "../context.ts";
import { mayUpdate, requestOperation } from "../operations/request-operation.ts";
import { tenantRowOf } from "../tenants/read-tenants.ts";
import { operationView } from "../tenants/views.ts";
import { caaRefusal } from "./caa-refusal.ts";
import { domainTaken } from "./claim-domain.ts";
import { domainView, machineAddresses, proofName } from "./domain-view.ts";

/**
 * Looks whether a claim is proven, whether the domain leads to the tenant and whether its CAA records allow a certificate. When all is so, an update carries the domain to
 * the machine, which then asks for its certificate; before, it would ask in vain, and use up the authority's patience.
 * What is missing is the answer's `reason`; asking again resumes from there.
 *
 * @throws FreeholdError `not_found`, `domain_taken`, `illegal_transition` when the tenant serves another domain, `service_unavailable`
 */
export async function verifyDomain(
  context: AppContext,
  caller: Caller,
  idOrName: string,
  domain: string,
): Promise<DomainChange> {
  const tenant = await tenantRowOf(context, caller, idOrName);
  await domainRowOf(context.db.em(), tenant, domain);
  // The world is asked outside the transaction: name servers take their time.
  const [texts, addresses, caa] = await Promise.all([
    context.dns.texts(proofName(domain)),
    context.dns.addresses(domain),
    caaRefusal(context.dns, domain),
  ]);
  const change = await context.db.transaction(async (em) => {
    const locked = await lockTenant(em, tenant.id);
    const row = await domainRowOf(em, locked, domain);
    const { status, reason } = judge(context, locked, row, { texts, addresses, caa });
    const operation = reason === null && row.status !== "active" ? await activate(em, context, locked, domain) : null;
    if (!(await changeDomain(em, row, { status, reason: operation === "busy" ? BUSY : reason })))
      throw domainTaken(domain);
    const view = domainView(context, locked, await domainRowOf(em, locked, domain));
    return { domain: view, operation: operation === null || operation === "busy" ? null : operationView(operation) };
  });
  context.queue.wake();
  return change;
}

const BUSY = "the tenant is being changed or is not active; verify again when it is";

/** @throws FreeholdError `not_found` */
export async function domainRowOf(em: Em, tenant: TenantRow, domain: string): Promise<TenantDomainRow> {
  const row = await findDomain(em, tenant.id, domain);
  if (row !== null) return row;
  throw new FreeholdError("not_found", `tenant "${tenant.name}" has no domain ${domain}`, {
    nextStep: "add it first; GET …/domains lists those that there are",
  });
}

interface Answers {
  texts: readonly string[];
  addresses: readonly string[];
  /** Why the authority may give no certificate. */
  caa: string | undefined;
}

/** How far a claim is, by what the name servers say. What is proven stays so. */
function judge(
  context: AppContext,
  tenant: TenantRow,
  { domain, status, token }: TenantDomainRow,
  { texts, addresses, caa }: Answers,
): Pick<TenantDomainRow, "status" | "reason"> {
  if (status === "pending" && !texts.includes(token)) {
    const got = texts.length === 0 ? "none" : texts.map((text) => JSON.stringify(text)).join(", ");
    return { status, reason: `the TXT record ${proofName(domain)} must be ${JSON.stringify(token)}, got ${got}` };
  }
  const proven = status === "pending" ? "verified" : status;
  const wanted = machineAddresses(context, tenant);
  const strays = addresses.filter((address) => !wanted.includes(canonicalAddress(address) ?? address));
  if (addresses.length > 0 && strays.length === 0) return { status: proven, reason: caa ?? null };
  const got = addresses.length === 0 ? "nowhere" : `to ${addresses.join(", ")}`;
  const goal = wanted.join(" and ") || "the tenant's machine, which is not there yet";
  return { status: proven, reason: `${domain} must lead to ${goal}, it leads ${got}` };
}

/** Gives the domain to the tenant's stack. `busy` when the tenant cannot be updated now. */
async function activate(
  em: Em,
  context: AppContext,
  tenant: TenantRow,
  domain: string,
): Promise<OperationRow | "busy"> {
  if (tenant.domain !== null && tenant.domain !== domain) throw hasAnother(tenant, domain);
  const open = await openOperationsOfTenant(em, tenant.id);
  if (!mayUpdate(tenant) || open.length > 0) return "busy";
  await setTenantDomain(em, tenant.id, domain);
  return requestOperation(em, context, tenant);
}

function hasAnother(tenant: TenantRow, domain: string): FreeholdError {
  return new FreeholdError(
    "illegal_transition",
    `tenant "${tenant.name}" serves ${tenant.domain}: it cannot serve ${domain} beside it`,
    { nextStep: `remove ${tenant.domain} from the tenant first` },
  );
}
