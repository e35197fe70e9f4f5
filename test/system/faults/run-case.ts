import type { Cloud, Operation, Tenant } from "@freehold/model";
import { until } from "@freehold/testing";
import { type CreateCall, callsOf, callsOfFirst, type Ending, type FaultCase, faultOf, nameOf } from "./cases.ts";
import { ACCOUNT_CLOUDS, type AccountCloud, type Item, type Lane, type LoggedCall } from "./lane.ts";

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

/** A create without a fault: its calls, those that only an account's first one makes, and what a tenant then is at the clouds. */
export interface CleanCreate {
  calls: CreateCall[];
  firstCalls: CreateCall[];
  kinds: string[];
}

/** Signs tenants up without a fault and takes them down. The first one at a cloud also makes what its account shares. */
export async function createCleanly(lane: Lane, machinesAt: Cloud): Promise<CleanCreate> {
  await logOfCreate(lane, machinesAt, "first");
  const { log, kinds } = await logOfCreate(lane, machinesAt, "clean");
  if (!hasAccounts(machinesAt)) return { calls: callsOf(log), firstCalls: [], kinds };
  const remove = await lane.openAccount(machinesAt, "clean");
  const first = await logOfCreate(lane, machinesAt, "cleanfirst");
  await remove();
  return { calls: callsOf(log), firstCalls: callsOfFirst(first.log, log), kinds };
}

async function logOfCreate(lane: Lane, cloud: Cloud, name: string): Promise<{ log: LoggedCall[]; kinds: string[] }> {
  const before = await lastSequence(lane);
  const { tenant } = await signUp(lane, cloud, name);
  if (tenant.status !== "active") throw new Error(`a create without a fault failed: ${tenant.failure?.reason}`);
  const log = await lane.callsSince(before);
  const kinds = kindsOf(await lane.items());
  await destroy(lane, tenant);
  return { log, kinds };
}

/** Runs a case; in a new account, what is shared there must go with it, whatever came of the first tenant. */
export async function runCase(lane: Lane, each: FaultCase, clean: CleanCreate, number: number): Promise<CaseResult> {
  if (each.account === "used" || !hasAccounts(each.machinesAt)) return runInAccount(lane, each, clean, number);
  const shared = kindsOf(await lane.sharedItems());
  const remove = await lane.openAccount(each.machinesAt, `case${number}`);
  const result = await runInAccount(lane, each, clean, number);
  if (result.ended === "neither") return result;
  await remove();
  const left = kindsOf(await lane.sharedItems());
  if (left.join() !== shared.join()) result.wrong.push(`removed, the account leaves ${left.join(", ")}`);
  return result;
}

/**
 * Signs a tenant up with the fault switched on, looks at what came of it, and destroys it with the fault switched off. One that waits
 * must go on by itself once the fault is gone; after one that fails the next must succeed.
 */
async function runInAccount(lane: Lane, each: FaultCase, clean: CleanCreate, number: number): Promise<CaseResult> {
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
    ...(ended === "failed" && each.account === "new" ? await wrongWithNext(lane, each, clean, number) : []),
    ...(ended === "neither" ? [] : await destroyed(lane, tenant)),
  ];
  const { code = null } = tenant.failure ?? tenant.waiting ?? {};
  return { name: nameOf(each), ended, code, ms: Math.round(performance.now() - startedAt), wrong };
}

/** Of the tenant after the one that failed. */
async function wrongWithNext(
  lane: Lane,
  { machinesAt }: FaultCase,
  clean: CleanCreate,
  number: number,
): Promise<string[]> {
  const { tenant } = await signUp(lane, machinesAt, `next${number}`);
  if (tenant.status !== "active") return [`the next tenant is ${tenant.status}: ${tenant.failure?.reason}`];
  return [...wrongWithActive(await lane.items(), clean), ...(await destroyed(lane, tenant))];
}

function hasAccounts(cloud: Cloud): cloud is AccountCloud {
  return ACCOUNT_CLOUDS.some((each) => each === cloud);
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

async function signUp(lane: Lane, cloud: Cloud, name: string): Promise<{ tenant: Tenant; operation: Operation }> {
  const placement = { cloud, region: await lane.regionOf(cloud), size: "small" as const };
  const { tenant, operation } = await lane.client.createTenant({ name, template: "supabase", placement });
  const end = Date.now() + LIMIT_SEC * 1000;
  const isOver = (now: Tenant) => endingOf(now) !== "neither" || Date.now() > end;
  const settled = await until(
    "the signup",
    async () => [await lane.client.getTenant(tenant.id)].find(isOver),
    LIMIT_SEC + 60,
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
