import { ownerWarnings } from "@freehold/components/templates";
import { type Cloud, type ErrorCode, FALLBACKS, FreeholdError, type Waiting } from "@freehold/model";
import type { AppContext } from "../../app/context.ts";
import { choosePlacement, type PlacementChoice } from "../../app/placement/choose-placement.ts";
import { type PlacementLadder, readLadder } from "../../app/placement/placement-ladder.ts";
import { openSettings } from "../../app/secrets/sealed.ts";
import { textSettings } from "../../app/tenants/check-signup.ts";
import { tenantRelease, wantedPorts } from "../../app/tenants/templates.ts";
import type { Failure } from "../../db/entities/failure.ts";
import type { TriedPlacement } from "../../db/entities/operation.ts";
import type { TenantRow } from "../../db/entities/tenant.ts";
import { tryElsewhere, waitForNextTry } from "../../db/fallbacks.ts";
import type { Em } from "../../db/kernel/em.ts";
import { operationById } from "../../db/operations.ts";
import { releasePorts, reservePorts } from "../../db/ports.ts";
import { placeTenant, setTenantStatus, tenantById } from "../../db/tenants.ts";
import type { FallBack, JobContext } from "../runner/context.ts";
import { retryPause } from "../runner/retry-pause.ts";

/** What another place, another account or another time may not meet. */
const PASSES_ELSEWHERE: readonly string[] = ["cloud_capacity", "cloud_quota_reached"] satisfies ErrorCode[];

/**
 * How a create continues when the cloud has no machine for it, or the account's limit is reached: down the ladder of the placement that was
 * asked for, rung by rung, within the same operation. When all were tried in vain the tenant waits, and is tried from the top again.
 */
export const nextPlacement: FallBack = {
  appliesTo: ({ code }) => PASSES_ELSEWHERE.includes(code),
  async next(context, failure) {
    const { app, lease, tenant } = context;
    // A slot is no machine: its host was chosen among those that there are.
    if (tenant.hostId !== null) throw new FreeholdError(failure.code as ErrorCode, failure.reason);
    const tried = [...context.operation.tried, triedNow(context, failure)];
    const ladder = await readLadder(app, requestOf(context), "wait");
    const outcome = await app.db.transaction(async (em) => {
      const choice = await choosePlacement(em, app, ladder, tried);
      if (choice === undefined) return waitForMachine(em, context, ladder, { failure, tried });
      if (!(await tryElsewhere(em, lease, tried))) return "lost";
      await placeAt(em, context, choice);
      return "again";
    });
    if (outcome === "again") await takeUp(context, failure);
    return outcome;
  },
};

function triedNow({ tenant }: JobContext, { code }: Failure): TriedPlacement {
  const { cloud, region, accountId } = tenant;
  return { cloud, region, machineType: tenant.machineType ?? tenant.size, accountId, code };
}

/** As the tenant asked for it, not as it was placed meanwhile. */
function requestOf({ tenant }: JobContext): PlacementLadder["request"] {
  const { cloud, region, size, mode, organization, template, templateVersion } = tenant;
  const placement = tenant.requested ?? { cloud, region, size, mode, fallback: FALLBACKS[0] };
  return { placement, organization, template, templateVersion };
}

async function placeAt(
  em: Em,
  { app, tenant }: JobContext,
  { rung, target, warnings }: PlacementChoice,
): Promise<void> {
  const { accountId } = target;
  // Ports are the account's.
  const isMoved = accountId !== tenant.accountId;
  if (isMoved) await releasePorts(em, tenant.id);
  const wanted = wantedPorts(app.templates, tenantRelease(app.templates, tenant));
  const ports = isMoved ? await reservePorts(em, accountId, tenant.id, wanted) : tenant.ports;
  await placeTenant(em, tenant.id, {
    ...{ ...rung, accountId, ports },
    warnings: [...warnings, ...settingWarnings(app, tenant, rung.cloud)],
  });
}

/** What the owner should know of the tenant's settings where its machine is. */
function settingWarnings({ envelope, templates }: AppContext, tenant: TenantRow, cloud: Cloud): string[] {
  const choice = {
    settings: textSettings(openSettings(envelope, tenant)),
    databaseAllowedFrom: tenant.databaseAllowedFrom,
  };
  return ownerWarnings(tenantRelease(templates, tenant), choice, cloud);
}

/** The rows as they are now: the steps that run again must not build what failed. */
async function takeUp(context: JobContext, failure: Failure): Promise<void> {
  const em = context.app.db.em();
  context.operation = await operationById(em, context.operation.id);
  context.tenant = await tenantById(em, context.tenant.id);
  const { cloud, region, machineType } = context.tenant;
  emitLog(context, `${failure.reason}; continuing with ${machineType} at ${cloud} in ${region}`);
  context.log.warn({ code: failure.code, cloud, region, machineType }, "no machine there; continuing elsewhere");
}

async function waitForMachine(
  em: Em,
  context: JobContext,
  ladder: PlacementLadder,
  { failure, tried }: { failure: Failure; tried: TriedPlacement[] },
): Promise<"waits" | "lost"> {
  const { app, lease, operation, tenant } = context;
  const waiting = waitingFor(context, failure, tried);
  if (!(await waitForNextTry(em, lease, waiting))) return "lost";
  // Whatever was tried last, the next try begins with what was asked for.
  const [first] = ladder.rungs;
  if (first?.rung.cloud === tenant.cloud) {
    const { accountId, ports } = tenant;
    const warnings = [...ladder.warnings, ...settingWarnings(app, tenant, first.rung.cloud)];
    await placeTenant(em, tenant.id, { ...first.rung, accountId, ports, warnings });
  }
  await setTenantStatus(em, tenant.id, "waiting_for_capacity", { waiting });
  await app.queue.send(em, operation.id, new Date(waiting.retryAt));
  return "waits";
}

function waitingFor({ app, operation }: JobContext, failure: Failure, tried: readonly TriedPlacement[]): Waiting {
  const now = app.now();
  const rounds = (operation.waiting?.rounds ?? 0) + 1;
  const retryAt = new Date(now.getTime() + retryPause(rounds, app.settings.capacityRetryMs)).toISOString();
  const raise = failure.code === "cloud_quota_reached" ? "have the account's limit raised, or add an account; " : "";
  return {
    code: failure.code,
    reason: failure.reason,
    nextStep: `${raise}it is tried again by itself; cancel the operation or destroy the tenant to give it up`,
    tried: tried.map(({ accountId: _, ...shown }) => shown),
    rounds,
    since: operation.waiting?.since ?? now.toISOString(),
    retryAt,
  };
}

function emitLog({ progress }: JobContext, message: string): void {
  progress.onEngineEvent({ kind: "log", level: "warning", message });
}
