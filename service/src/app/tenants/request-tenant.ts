import { ownerWarnings, type TemplateRelease } from "@freehold/components/templates";
import type { TenantSpec } from "@freehold/model";
import type { TenantPorts, TenantRow } from "../../db/entities/tenant.ts";
import { holdSlot } from "../../db/host-slots.ts";
import type { IdempotencyKey } from "../../db/idempotency.ts";
import type { Em } from "../../db/kernel/em.ts";
import { reservePorts } from "../../db/ports.ts";
import { insertTenant } from "../../db/tenants.ts";
import type { AppContext, Caller } from "../context.ts";
import { writeClaim } from "../domains/claim-domain.ts";
import { slotNeeds } from "../hosts/choose-host.ts";
import { assertAllowed, judge } from "../operations/policy-verdict.ts";
import { writeOperation } from "../operations/write-operation.ts";
import type { PlacementChoice } from "../placement/choose-placement.ts";
import { chooseZone } from "../placement/choose-zone.ts";
import { placementChooser } from "../placement/placement-chooser.ts";
import { fallbackOf } from "../placement/placement-ladder.ts";
import { type Answer, answerOnce } from "../requests/answer-once.ts";
import { newPassphrase, sealSettings, sealTenantPassphrase } from "../secrets/sealed.ts";
import { assertQuota } from "./assert-quota.ts";
import { checkSignup, textSettings } from "./check-signup.ts";
import { nameTaken } from "./name-taken.ts";
import { signupPlan } from "./signup-plan.ts";
import { wantedPorts } from "./templates.ts";
import { type OperationAccepted, operationView, tenantView } from "./views.ts";

/**
 * Accepts a signup: tenant, operation, ports, answer and job are written in one transaction, or none of them is.
 *
 * @param idempotencyKey Requests with the same key get the same tenant. @default - every request is a new one
 * @throws FreeholdError as {@link checkSignup} and {@link placementChooser}, `quota_exceeded`, `policy_denied`, `host_capacity`, and `tenant_name_taken`, `ports_exhausted`, `idempotency_conflict`
 */
export async function requestTenant(
  context: AppContext,
  caller: Caller,
  spec: TenantSpec,
  idempotencyKey?: IdempotencyKey,
): Promise<Answer> {
  const release = checkSignup(context, spec);
  const { organization } = caller;
  const { choose } = await placementChooser(context, { ...spec, organization }, "known");
  const answer = await context.db.transaction((em) =>
    answerOnce(em, idempotencyKey, async () => {
      await assertQuota(em, organization, spec.placement);
      const choice = await choose(em);
      assertAllowed(judge(context.policies, signupPlan(spec, organization, choice)));
      return { status: 202, body: await writeSignup(em, context, organization, { spec, release, choice }) };
    }),
  );
  if (!answer.replayed) context.queue.wake();
  return answer;
}

/** A signup that was checked, and where it goes. */
interface Signup {
  spec: TenantSpec;
  release: TemplateRelease;
  choice: PlacementChoice;
}

async function writeSignup(
  em: Em,
  context: AppContext,
  organization: string,
  signup: Signup,
): Promise<OperationAccepted> {
  const { spec, release, choice } = signup;
  const { hostId, target } = choice;
  const zone = await chooseZone(em, context, { organization, name: spec.name });
  const id = context.newId("t");
  const ports = await reservePorts(em, target.accountId, id, wantedPorts(context.templates, release));
  const row = tenantRow(context, signup, { id, organization, ports, zone: zone.name });
  if (!(await insertTenant(em, row))) throw nameTaken(row.name, row.zone);
  if (hostId !== undefined) await holdSlot(em, { hostId, tenantId: id, ...slotNeeds(row) });
  if (spec.domain !== undefined) await writeClaim(em, context, id, spec.domain);
  const operation = await writeOperation(em, context, {
    organization,
    tenantId: row.id,
    kind: "create",
  });
  await context.queue.send(em, operation.id);
  return { tenant: tenantView(row), operation: operationView(operation) };
}

function tenantRow(
  context: AppContext,
  { spec, release, choice: { rung, target, hostId, warnings } }: Signup,
  { id, organization, ports, zone }: { id: string; organization: string; ports: TenantPorts; zone: string },
): TenantRow {
  const createdAt = context.now();
  return {
    id,
    organization,
    name: spec.name,
    zone,
    status: "requested",
    template: spec.template,
    templateVersion: release.version,
    cloud: rung.cloud,
    region: rung.region,
    size: spec.placement.size,
    mode: spec.placement.mode,
    machineType: rung.machineType,
    requested: { ...spec.placement, fallback: fallbackOf(context, spec.placement) },
    warnings: [...warnings, ...ownerWarnings(release, { ...spec, settings: textSettings(spec.settings) }, rung.cloud)],
    waiting: null,
    accountId: target.accountId,
    hostId: hostId ?? null,
    domain: null,
    ports,
    url: null,
    failure: null,
    conditions: {},
    builtBy: null,
    stackRevision: null,
    restoredAt: null,
    protected: false,
    databaseAllowedFrom: spec.databaseAllowedFrom ?? null,
    settingsSealed: sealSettings(context.envelope, id, spec.settings ?? {}),
    passphraseSealed: sealTenantPassphrase(context.envelope, id, newPassphrase()),
    outputsSealed: null,
    createdAt,
    updatedAt: createdAt,
    destroyedAt: null,
  };
}
