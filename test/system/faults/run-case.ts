import type { Cloud, Operation, Tenant } from "@freehold/model";
import { type CreateCall, callsOf, type FaultCase, faultOf, nameOf } from "./cases.ts";
import type { Item, Lane } from "./lane.ts";

/** What became of a create with a fault in it. */
export interface CaseResult {
  name: string;
  ended: "active" | "failed" | "neither";
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
  const { tenant, operation } = await signUp(lane, machinesAt, "clean");
  if (operation.status !== "succeeded") throw new Error(`a create without a fault failed: ${tenant.failure?.reason}`);
  const calls = callsOf(await lane.callsSince(before));
  const kinds = kindsOf(await lane.items());
  await destroy(lane, tenant);
  return { calls, kinds };
}

/** Signs a tenant up with the fault switched on, looks at what came of it, and destroys it with the fault switched off. */
export async function runCase(lane: Lane, each: FaultCase, clean: CleanCreate, number: number): Promise<CaseResult> {
  const startedAt = performance.now();
  const before = await lastSequence(lane);
  await lane.fault(faultOf(each));
  const { tenant, operation } = await signUp(lane, each.machinesAt, `case${number}`).finally(() => lane.clearFaults());
  const items = await lane.items();
  const wrong = [
    ...((await lane.callsSince(before)).some(({ fault }) => fault !== null) ? [] : ["the fault met no call"]),
    ...(tenant.status === "active" ? wrongWithActive(items, clean) : wrongWithFailed(each, tenant, operation, items)),
  ];
  wrong.push(...(await destroyed(lane, tenant)));
  return {
    name: nameOf(each),
    ended: tenant.status === "active" || tenant.status === "failed" ? tenant.status : "neither",
    code: tenant.failure?.code ?? null,
    ms: Math.round(performance.now() - startedAt),
    wrong,
  };
}

function wrongWithActive(items: readonly Item[], { kinds }: CleanCreate): string[] {
  const made = kindsOf(items);
  return made.join() === kinds.join() ? [] : [`active with ${made.join(", ")} instead of ${kinds.join(", ")}`];
}

function wrongWithFailed(
  { call, kind }: FaultCase,
  { status, failure }: Tenant,
  operation: Operation,
  items: readonly Item[],
): string[] {
  const said = [failure?.code, failure?.reason, failure?.nextStep].every((text) => text !== undefined && text !== "");
  return [
    ...(status === "failed" ? [] : [`the tenant is ${status} and the operation ${operation.status}`]),
    ...(kind.isSurvived(call) ? [`did not survive it: ${failure?.code}: ${failure?.reason}`] : []),
    ...(said ? [] : ["no code, reason and next step"]),
    ...(failure?.code === "internal" ? [`a bug: ${failure.reason}`] : []),
    ...(items.length === 0 ? [] : [`failed and left ${kindsOf(items).join(", ")}`]),
  ];
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
  const accepted = await lane.client.createTenant({ name, template: "supabase", placement });
  const operation = await lane.client.waitForOperation(accepted.operation.id);
  return { tenant: await lane.client.getTenant(accepted.tenant.id), operation };
}

async function destroy(lane: Lane, tenant: Tenant): Promise<Operation> {
  const { operation } = await lane.client.deleteTenant(tenant.id);
  return lane.client.waitForOperation(operation.id);
}

async function lastSequence(lane: Lane): Promise<number> {
  return (await lane.callsSince(0)).at(-1)?.sequence ?? 0;
}

function kindsOf(items: readonly Item[]): string[] {
  return items.map(({ cloud, type }) => `${cloud} ${type}`).sort();
}
