import { type CleanRun, type CleanRuns, type CrashCase, callsOf, nameOf, OPERATIONS, type Work } from "./cases.ts";
import { kindsOf, wrongAtRest, wrongWithGone, wrongWithLive } from "./invariants.ts";
import { type Lane, warm } from "./lane.ts";
import { arm, strike, untilMoment } from "./strike.ts";
import { begin, ended, readTenant } from "./work.ts";

/** What became of an operation in which something was lost. */
export interface CaseResult extends CrashCase {
  name: string;
  ms: number;
  /** False when the operation ended before the moment came: the case says nothing then. */
  struck: boolean;
  ended: string;
  code: string | null;
  /** What is not as it must be; empty when all is well. */
  wrong: string[];
}

/** A tenant that lives in a lane. */
interface LiveTenant {
  id: string;
  name: string;
}

/** A lane in use: what lives in it, and what a tenant is at the clouds. */
export interface LaneInUse {
  lane: Lane;
  clean: CleanRuns;
  kinds: readonly string[];
  live: LiveTenant | undefined;
  number: number;
  /** A service was started anew in the case before. */
  hasNewService: boolean;
}

/** Does each piece of work once with nothing lost. What the account's tenants share is made by a tenant before it. */
export async function useLane(lane: Lane): Promise<LaneInUse> {
  await cleanly(lane, "create", "first");
  await cleanly(lane, "destroy", "first");
  const clean: Partial<Record<Work, CleanRun>> = {};
  let kinds: string[] = [];
  for (const work of OPERATIONS) {
    const { sequence } = (await lane.callsSince(0)).at(-1) ?? { sequence: 0 };
    const { stages } = await cleanly(lane, work, "clean");
    clean[work] = { calls: callsOf(await lane.callsSince(sequence)), stages: stages.map(({ name }) => name) };
    if (work === "create") kinds = kindsOf(await lane.items());
  }
  return { lane, clean: clean as CleanRuns, kinds, live: undefined, number: 0, hasNewService: false };
}

/** Runs one case on a lane; the tenant that it needs is that of the case before, or a new one. */
export async function runCase(use: LaneInUse, each: CrashCase): Promise<CaseResult> {
  const { lane } = use;
  const name = await tenantFor(use, each.work);
  if (each.victim === "stopped" || each.victim === "cut-off") await lane.addWorker();
  if (use.hasNewService) await warm(Promise.resolve(lane.api()));
  use.hasNewService = each.victim === "service";
  const startedAt = performance.now();
  await arm(lane, each);
  const { tenantId, operationId } = await begin(lane, each.work, name);
  const struck = await untilMoment(lane, each.moment, operationId);
  const { doomed, operation } = struck
    ? await strike(lane, each, operationId)
    : { doomed: [], operation: await ended(lane, operationId) };
  use.live = each.work === "destroy" ? undefined : { id: tenantId, name };
  const tenant = await readTenant(lane, tenantId);
  const wrong = [
    ...(struck ? [] : ["the moment never came"]),
    ...(operation.status === "succeeded" ? [] : [`it ended as ${operation.status}: ${operation.failure?.reason}`]),
    ...(tenant.status === (each.work === "destroy" ? "destroyed" : "active") ? [] : [`the tenant is ${tenant.status}`]),
    ...(await wrongAtRest(lane, doomed)),
    ...(each.work === "destroy" ? await wrongWithGone(lane, tenantId) : await wrongWithLive(lane, tenantId, use.kinds)),
  ];
  if (wrong.length > 0) await removeLive(use).catch(() => undefined);
  return {
    ...each,
    name: nameOf(each),
    ms: Math.round(performance.now() - startedAt),
    struck,
    ended: operation.status,
    code: operation.failure?.code ?? null,
    wrong,
  };
}

/** Name of the tenant that the work is for: no tenant is there for a create, one is for all else. */
async function tenantFor(use: LaneInUse, work: Work): Promise<string> {
  if (work === "create" || use.live === undefined) {
    await removeLive(use);
    use.number += 1;
    const name = `case${use.number}`;
    if (work !== "create") use.live = { id: (await cleanly(use.lane, "create", name)).tenantId, name };
    return name;
  }
  if (work === "update") return freshDomain(use);
  return use.live.name;
}

/** A tenant serves one domain: each update needs one that has none. */
async function freshDomain(use: LaneInUse): Promise<string> {
  const name = use.live?.name ?? "";
  const { domain } = await readTenant(use.lane, use.live?.id ?? "");
  if (domain === null) return name;
  use.lane.dns.set(domain, "A", []);
  const { body } = await use.lane
    .api()
    .request<{ operation: { id: string } | null }>("DELETE", `/v1/tenants/${name}/domains/${domain}`);
  if (body.operation !== null) await ended(use.lane, body.operation.id);
  return name;
}

async function removeLive(use: LaneInUse): Promise<void> {
  const { live } = use;
  use.live = undefined;
  if (live !== undefined) await cleanly(use.lane, "destroy", live.name);
}

async function cleanly(lane: Lane, work: Work, name: string) {
  const { operationId, tenantId } = await begin(lane, work, name);
  const operation = await ended(lane, operationId);
  if (operation.status !== "succeeded")
    throw new Error(`a clean ${work} ended as ${operation.status}: ${operation.failure?.reason}`);
  return { ...operation, tenantId };
}
