import type { Operation, Tenant, TenantSpec } from "@freehold/model";
import type { Em } from "../db/em.ts";
import type { TenantPorts, TenantRow } from "../db/entities/tenant.ts";
import { holdSlot } from "../db/host-slots.ts";
import type { IdempotencyKey } from "../db/idempotency.ts";
import { insertOperation } from "../db/operations.ts";
import { reservePorts } from "../db/ports.ts";
import { insertTenant } from "../db/tenants.ts";
import { type Answer, answerOnce } from "./answer-once.ts";
import { checkSignup } from "./check-signup.ts";
import { chooseAccount } from "./choose-account.ts";
import { chooseHost, isSlot, slotNeeds } from "./choose-host.ts";
import type { CloudTarget } from "./clouds-port.ts";
import type { AppContext, Caller } from "./context.ts";
import { nameTaken } from "./name-taken.ts";
import { newPassphrase, sealSettings, sealTenantPassphrase } from "./sealed.ts";
import { hostTarget } from "./tenant-target.ts";
import { operationView, tenantView } from "./views.ts";

/** The answer to a signup: the rows exist, the machine does not yet. */
export interface TenantAccepted {
  tenant: Tenant;
  operation: Operation;
}

/**
 * Accepts a signup: tenant, operation, ports, answer and job are written in one transaction, or none of them is.
 *
 * @param idempotencyKey Requests with the same key get the same tenant. @default - every request is a new one
 * @throws FreeholdError as {@link checkSignup}, {@link chooseAccount} and {@link chooseHost}, and `tenant_name_taken`, `ports_exhausted`, `idempotency_conflict`
 */
export async function requestTenant(
  context: AppContext,
  caller: Caller,
  spec: TenantSpec,
  idempotencyKey?: IdempotencyKey,
): Promise<Answer> {
  checkSignup(spec);
  const answer = await context.db.transaction((em) =>
    answerOnce(em, idempotencyKey, async () => ({
      status: 202,
      body: await writeSignup(em, context, caller, spec),
    })),
  );
  if (!answer.replayed) context.queue.wake();
  return answer;
}

async function writeSignup(em: Em, context: AppContext, caller: Caller, spec: TenantSpec): Promise<TenantAccepted> {
  const { organization } = caller;
  const { cloud } = spec.placement;
  const host = isSlot(spec.placement) ? await chooseHost(em, context, spec.placement) : null;
  const target =
    host === null
      ? await chooseAccount(em, context, { cloud, organization, template: spec.template })
      : hostTarget(context, host);
  const id = context.newId("t");
  const ports = await reservePorts(em, target.accountId, id);
  if (host !== null) await holdSlot(em, { hostId: host.id, tenantId: id, ...slotNeeds(spec.placement) });
  const row = tenantRow(context, caller, spec, { id, ports, target, hostId: host?.id ?? null });
  if (!(await insertTenant(em, row))) throw nameTaken(row.name, row.zone);
  const operation = await insertOperation(em, {
    id: context.newId("op"),
    organization: caller.organization,
    tenantId: row.id,
    kind: "create",
    createdAt: row.createdAt,
  });
  await context.queue.send(em, operation.id);
  return { tenant: tenantView(row), operation: operationView(operation) };
}

function tenantRow(
  context: AppContext,
  caller: Caller,
  spec: TenantSpec,
  { id, ports, target, hostId }: { id: string; ports: TenantPorts; target: CloudTarget; hostId: string | null },
): TenantRow {
  const createdAt = context.now();
  return {
    id,
    organization: caller.organization,
    name: spec.name,
    zone: target.zone,
    status: "requested",
    template: spec.template,
    cloud: spec.placement.cloud,
    region: spec.placement.region,
    size: spec.placement.size,
    mode: spec.placement.mode,
    accountId: target.accountId,
    hostId,
    domain: spec.domain ?? null,
    ports,
    url: null,
    failure: null,
    settingsSealed: sealSettings(context.envelope, id, spec.settings ?? {}),
    passphraseSealed: sealTenantPassphrase(context.envelope, id, newPassphrase()),
    outputsSealed: null,
    createdAt,
    updatedAt: createdAt,
    destroyedAt: null,
  };
}
