import type { Cloud, Operation, Tenant } from "@freehold/model";
import { until } from "../until.ts";
import { type CreateCall, callsOf, type Ending, type FaultCase, faultOf, nameOf } from "./cases.ts";
import type { Item, Lane } from "./lane.ts";

/** Longest time of one operation. */
const LIMIT_SEC = 180;

/** What became of a create with a fault in it. */
export interface CaseResult {
  name: string;
  ended: Ending | "neither";
  code: string | null;
  ms: number;
  /** What is not as it must be; empty when all is well. */
  wrong: string[];
}

/** A create without a fault: its calls, and what a tenant then is at the clouds. */
export interface CleanCreate {
  calls: CreateCall[];
  kinds: string[];
}

/** Signs a tenant up without a fault and takes it down. The first one at a cloud also makes what its account shares. */
export async function createCleanly(lane: Lane, machinesAt: Cloud): Promise<CleanCreate> {
  await signUpAndDestroy(lane, machinesAt, "first");
  const before = await lastSequence(lane);
  const { tenant } = await signUp(lane, machinesAt, "clean");
  if (tenant.status !== "active") throw new Error(`a create without a fault failed: ${tenant.failure?.reason}`);
  const calls = callsOf(await lane.callsSince(before));
  const kinds = kindsOf(await lane.items());
  await destroy(lane, tenant);
  return { calls, kinds };
}

/**
 * Signs a tenant up with the fault switched on, looks at what came of it, and destroys it with the fault switched off. One that waits
 * must go on by itself once the fault is gone.
 */
export async function runCase(lane: Lane, each: FaultCase, clean: CleanCreate, number: number): Promise<CaseResult> {
  const startedAt = performance.now();
  const before = await lastSequence(lane);
  await lane.fault(faultOf(each));
  const { tenant, operation } = await signUp(lane, each.machinesAt, `case${number}`).finally(() => lane.clearFaults());
  const ended = endingOf(tenant);
  const items = await lane.items();
  const wrong = [
    ...((await lane.callsSince(before)).some(({ fault }) => fault !== null) ? [] : ["the fault met no call"]),
    ...(ended === "active" ? wrongWithActive(items, clean) : wrongWithout(each, tenant, operation, items)),
    ...(ended === "waiting" ? await wrongAfterWaiting(lane, tenant, clean) : []),
    ...(ended === "neither" ? [] : await destroyed(lane, tenant)),
  ];
  const { code = null } = tenant.failure ?? tenant.waiting ?? {};
  return { name: nameOf(each), ended, code, ms: Math.round(performance.now() - startedAt), wrong };
}

function endingOf({ status }: Tenant): CaseResult["ended"] {
  if (status === "waiting_for_capacity") return "waiting";
  return status === "active" || status === "failed" ? status : "neither";
}

function wrongWithActive(items: readonly Item[], { kinds }: CleanCreate): string[] {
  const made = kindsOf(items);
  return made.join() === kinds.join() ? [] : [`active with ${made.join(", ")} instead of ${kinds.join(", ")}`];
}

/** Of a tenant that is not active. */
function wrongWithout(
  { call, kind }: FaultCase,
  tenant: Tenant,
  operation: Operation,
  items: readonly Item[],
): string[] {
  const ended = endingOf(tenant);
  if (ended === "neither")
    return [`after ${LIMIT_SEC} s the tenant is ${tenant.status}, the operation ${operation.status}`];
  const why = tenant.failure ?? tenant.waiting;
  const said = [why?.code, why?.reason, why?.nextStep].every((text) => text !== undefined && text !== "");
  return [
    ...(kind.endings(call).includes(ended)
      ? []
      : [`must be ${kind.endings(call).join(" or ")}: ${why?.code}: ${why?.reason}`]),
    ...(said ? [] : ["no code, reason and next step"]),
    ...(why?.code === "internal" ? [`a bug: ${why.reason}`] : []),
    ...(items.length === 0 ? [] : [`${ended} and left ${kindsOf(items).join(", ")}`]),
  ];
}

/** Of a tenant that waited, when there is nothing to wait for any more. */
async function wrongAfterWaiting(lane: Lane, { id }: Tenant, clean: CleanCreate): Promise<string[]> {
  const active = await until(
    "the tenant",
    async () => {
      const tenant = await lane.client.getTenant(id);
      return tenant.status === "active" || tenant.status === "failed" ? tenant : undefined;
    },
    LIMIT_SEC,
  );
  if (active.status !== "active") return [`waited, then failed: ${active.failure?.reason}`];
  return wrongWithActive(await lane.items(), clean);
}

async function destroyed(lane: Lane, tenant: Tenant): Promise<string[]> {
  const { status, failure } = await destroy(lane, tenant);
  const left = await lane.items();
  return [
    ...(status === "succeeded" ? [] : [`the destroy ended as ${status}: ${failure?.reason}`]),
    ...(left.length === 0 ? [] : [`destroyed and left ${kindsOf(left).join(", ")}`]),
  ];
}

async function signUpAndDestroy(lane: Lane, cloud: Cloud, name: string): Promise<void> {
  await destroy(lane, (await signUp(lane, cloud, name)).tenant);
}

async function signUp(lane: Lane, cloud: Cloud, name: string): Promise<{ tenant: Tenant; operation: Operation }> {
  const placement = { cloud, region: await lane.regionOf(cloud), size: "small" as const };
  const { tenant, operation } = await lane.client.createTenant({ name, template: "supabase", placement });
  const end = Date.now() + LIMIT_SEC * 1000;
  const isOver = (now: Tenant) => endingOf(now) !== "neither" || Date.now() > end;
  const settled = await until(
    "the signup",
    async () => [await lane.client.getTenant(tenant.id)].find(isOver),
    Infinity,
  );
  return { tenant: settled, operation: await lane.client.getOperation(operation.id) };
}

/** The operation, which has ended unless it took too long. */
async function destroy(lane: Lane, tenant: Tenant): Promise<Operation> {
  const { operation } = await lane.client.deleteTenant(tenant.id);
  return lane.client.waitForOperation(operation.id, { signal: AbortSignal.timeout(LIMIT_SEC * 1000) });
}

async function lastSequence(lane: Lane): Promise<number> {
  return (await lane.callsSince(0)).at(-1)?.sequence ?? 0;
}

function kindsOf(items: readonly Item[]): string[] {
  return items.map(({ cloud, type }) => `${cloud} ${type}`).sort();
}
