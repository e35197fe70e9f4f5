import type { Cloud, Operation, Tenant } from "@freehold/model";
import { until } from "@freehold/testing";
import { type CreateCall, callsOf, callsOfFirst, type Ending, type FaultCase, faultOf, nameOf } from "./cases.ts";
import { ACCOUNT_CLOUDS, type AccountCloud, type Item, type LoggedCall, type Testbed } from "./testbed.ts";

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
export async function createCleanly(testbed: Testbed, machinesAt: Cloud): Promise<CleanCreate> {
  await logOfCreate(testbed, machinesAt, "first");
  const { log, kinds } = await logOfCreate(testbed, machinesAt, "clean");
  if (!hasAccounts(machinesAt)) return { calls: callsOf(log), firstCalls: [], kinds };
  const remove = await testbed.openAccount(machinesAt, "clean");
  const first = await logOfCreate(testbed, machinesAt, "cleanfirst");
  await remove();
  return { calls: callsOf(log), firstCalls: callsOfFirst(first.log, log), kinds };
}

async function logOfCreate(
  testbed: Testbed,
  cloud: Cloud,
  name: string,
): Promise<{ log: LoggedCall[]; kinds: string[] }> {
  const before = await lastSequence(testbed);
  const { tenant } = await signUp(testbed, cloud, name);
  if (tenant.status !== "active") throw new Error(`a create without a fault failed: ${tenant.failure?.reason}`);
  const log = await testbed.callsSince(before);
  const kinds = kindsOf(await testbed.items());
  await destroy(testbed, tenant);
  return { log, kinds };
}

/** Runs a case; in a new account, what is shared there must go with it, whatever came of the first tenant. */
export async function runCase(
  testbed: Testbed,
  each: FaultCase,
  clean: CleanCreate,
  number: number,
): Promise<CaseResult> {
  if (each.account === "used" || !hasAccounts(each.machinesAt)) return runInAccount(testbed, each, clean, number);
  const shared = kindsOf(await testbed.sharedItems());
  const remove = await testbed.openAccount(each.machinesAt, `case${number}`);
  const result = await runInAccount(testbed, each, clean, number);
  if (result.ended === "neither") return result;
  await remove();
  const left = kindsOf(await testbed.sharedItems());
  if (left.join() !== shared.join()) result.wrong.push(`removed, the account leaves ${left.join(", ")}`);
  return result;
}

/**
 * Signs a tenant up with the fault switched on, looks at what came of it, and destroys it with the fault switched off. One that waits
 * must go on by itself once the fault is gone; after one that fails the next must succeed.
 */
async function runInAccount(
  testbed: Testbed,
  each: FaultCase,
  clean: CleanCreate,
  number: number,
): Promise<CaseResult> {
  const startedAt = performance.now();
  const before = await lastSequence(testbed);
  await testbed.fault(faultOf(each));
  const { tenant, operation } = await signUp(testbed, each.machinesAt, `case${number}`).finally(() =>
    testbed.clearFaults(),
  );
  const ended = endingOf(tenant);
  const items = await testbed.items();
  const wrong = [
    ...((await testbed.callsSince(before)).some(({ fault }) => fault !== null) ? [] : ["the fault met no call"]),
    ...(ended === "active" ? wrongWithActive(items, clean) : wrongWithout(each, tenant, operation, items)),
    ...(ended === "waiting" ? await wrongAfterWaiting(testbed, tenant, clean) : []),
    ...(ended === "failed" && each.account === "new" ? await wrongWithNext(testbed, each, clean, number) : []),
    ...(ended === "neither" ? [] : await destroyed(testbed, tenant)),
  ];
  const { code = null } = tenant.failure ?? tenant.waiting ?? {};
  return { name: nameOf(each), ended, code, ms: Math.round(performance.now() - startedAt), wrong };
}

/** Of the tenant after the one that failed. */
async function wrongWithNext(
  testbed: Testbed,
  { machinesAt }: FaultCase,
  clean: CleanCreate,
  number: number,
): Promise<string[]> {
  const { tenant } = await signUp(testbed, machinesAt, `next${number}`);
  if (tenant.status !== "active") return [`the next tenant is ${tenant.status}: ${tenant.failure?.reason}`];
  return [...wrongWithActive(await testbed.items(), clean), ...(await destroyed(testbed, tenant))];
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
async function wrongAfterWaiting(testbed: Testbed, { id }: Tenant, clean: CleanCreate): Promise<string[]> {
  const active = await until(
    "the tenant",
    async () => {
      const tenant = await testbed.client.getTenant(id);
      return tenant.status === "active" || tenant.status === "failed" ? tenant : undefined;
    },
    LIMIT_SEC,
  );
  if (active.status !== "active") return [`waited, then failed: ${active.failure?.reason}`];
  return wrongWithActive(await testbed.items(), clean);
}

async function destroyed(testbed: Testbed, tenant: Tenant): Promise<string[]> {
  const { status, failure } = await destroy(testbed, tenant);
  const left = await testbed.items();
  return [
    ...(status === "succeeded" ? [] : [`the destroy ended as ${status}: ${failure?.reason}`]),
    ...(left.length === 0 ? [] : [`destroyed and left ${kindsOf(left).join(", ")}`]),
  ];
}

async function signUp(testbed: Testbed, cloud: Cloud, name: string): Promise<{ tenant: Tenant; operation: Operation }> {
  const placement = { cloud, region: await testbed.regionOf(cloud), size: "small" as const };
  const { tenant, operation } = await testbed.client.createTenant({ name, template: "supabase", placement });
  const end = Date.now() + LIMIT_SEC * 1000;
  const isOver = (now: Tenant) => endingOf(now) !== "neither" || Date.now() > end;
  const settled = await until(
    "the signup",
    async () => [await testbed.client.getTenant(tenant.id)].find(isOver),
    LIMIT_SEC + 60,
  );
  return { tenant: settled, operation: await testbed.client.getOperation(operation.id) };
}

/** The operation, which has ended unless it took too long. */
async function destroy(testbed: Testbed, tenant: Tenant): Promise<Operation> {
  const { operation } = await testbed.client.deleteTenant(tenant.id);
  return testbed.client.waitForOperation(operation.id, { signal: AbortSignal.timeout(LIMIT_SEC * 1000) });
}

async function lastSequence(testbed: Testbed): Promise<number> {
  return (await testbed.callsSince(0)).at(-1)?.sequence ?? 0;
}

function kindsOf(items: readonly Item[]): string[] {
  return items.map(({ cloud, type }) => `${cloud} ${type}`).sort();
}
