import { type CleanRun, type CleanRuns, type CrashCase, callsOf, nameOf, OPERATIONS, type Work } from "./cases.ts";
import { arm, injectCrash, untilMoment } from "./inject-crash.ts";
import { kindsOf, wrongAtRest, wrongWithGone, wrongWithLive } from "./invariants.ts";
import { type Testbed, warm } from "./testbed.ts";
import { begin, ended, readTenant } from "./work.ts";

/** What became of an operation in which something was lost. */
export interface CaseResult extends CrashCase {
  name: string;
  ms: number;
  /** False when the operation ended before the moment came: the case says nothing then. */
  wasInjected: boolean;
  ended: string;
  code: string | null;
  /** What is not as it must be; empty when all is well. */
  wrong: string[];
}

/** A tenant that lives in a testbed. */
interface LiveTenant {
  id: string;
  name: string;
}

/** A testbed in use: what lives in it, and what a tenant is at the clouds. */
export interface TestbedInUse {
  testbed: Testbed;
  clean: CleanRuns;
  kinds: readonly string[];
  live: LiveTenant | undefined;
  number: number;
  /** A service was restarted in the case before. */
  hasNewService: boolean;
}

/** Does each piece of work once with nothing lost. What the account's tenants share is made by a tenant before it. */
export async function useTestbed(testbed: Testbed): Promise<TestbedInUse> {
  await cleanly(testbed, "create", "first");
  await cleanly(testbed, "destroy", "first");
  const clean: Partial<Record<Work, CleanRun>> = {};
  let kinds: string[] = [];
  for (const work of OPERATIONS) {
    const { sequence } = (await testbed.callsSince(0)).at(-1) ?? { sequence: 0 };
    const { stages } = await cleanly(testbed, work, "clean");
    clean[work] = { calls: callsOf(await testbed.callsSince(sequence)), stages: stages.map(({ name }) => name) };
    if (work === "create") kinds = kindsOf(await testbed.items());
  }
  return { testbed, clean: clean as CleanRuns, kinds, live: undefined, number: 0, hasNewService: false };
}

/** Runs one case on a testbed; the tenant that it needs is that of the case before, or a new one. */
export async function runCase(use: TestbedInUse, each: CrashCase): Promise<CaseResult> {
  const { testbed } = use;
  const name = await tenantFor(use, each.work);
  if (each.victim === "stopped" || each.victim === "cut-off") await testbed.addWorker();
  if (use.hasNewService) await warm(Promise.resolve(testbed.api()));
  use.hasNewService = each.victim === "service";
  const startedAt = performance.now();
  await arm(testbed, each);
  const { tenantId, operationId } = await begin(testbed, each.work, name);
  const wasInjected = await untilMoment(testbed, each.moment, operationId);
  const { doomed, operation } = wasInjected
    ? await injectCrash(testbed, each, operationId)
    : { doomed: [], operation: await ended(testbed, operationId) };
  use.live = each.work === "destroy" ? undefined : { id: tenantId, name };
  const tenant = await readTenant(testbed, tenantId);
  const wrong = [
    ...(wasInjected ? [] : ["the moment never came"]),
    ...(operation.status === "succeeded" ? [] : [`it ended as ${operation.status}: ${operation.failure?.reason}`]),
    ...(tenant.status === (each.work === "destroy" ? "destroyed" : "active") ? [] : [`the tenant is ${tenant.status}`]),
    ...(await wrongAtRest(testbed, doomed)),
    ...(each.work === "destroy"
      ? await wrongWithGone(testbed, tenantId)
      : await wrongWithLive(testbed, tenantId, use.kinds)),
  ];
  if (wrong.length > 0) await removeLive(use).catch(() => undefined);
  return {
    ...each,
    name: nameOf(each),
    ms: Math.round(performance.now() - startedAt),
    wasInjected,
    ended: operation.status,
    code: operation.failure?.code ?? null,
    wrong,
  };
}

/** Name of the tenant that the work is for: no tenant is there for a create, one is for all else. */
async function tenantFor(use: TestbedInUse, work: Work): Promise<string> {
  if (work === "create" || use.live === undefined) {
    await removeLive(use);
    use.number += 1;
    const name = `case${use.number}`;
    if (work !== "create") use.live = { id: (await cleanly(use.testbed, "create", name)).tenantId, name };
    return name;
  }
  if (work === "update") return freshDomain(use);
  return use.live.name;
}

/** A tenant serves one domain: each update needs one that has none. */
async function freshDomain(use: TestbedInUse): Promise<string> {
  const name = use.live?.name ?? "";
  const { domain } = await readTenant(use.testbed, use.live?.id ?? "");
  if (domain === null) return name;
  use.testbed.dns.set(domain, "A", []);
  const { body } = await use.testbed
    .api()
    .request<{ operation: { id: string } | null }>("DELETE", `/v1/tenants/${name}/domains/${domain}`);
  if (body.operation !== null) await ended(use.testbed, body.operation.id);
  return name;
}

async function removeLive(use: TestbedInUse): Promise<void> {
  const { live } = use;
  use.live = undefined;
  if (live !== undefined) await cleanly(use.testbed, "destroy", live.name);
}

async function cleanly(testbed: Testbed, work: Work, name: string) {
  const { operationId, tenantId } = await begin(testbed, work, name);
  const operation = await ended(testbed, operationId);
  if (operation.status !== "succeeded")
    throw new Error(`a clean ${work} ended as ${operation.status}: ${operation.failure?.reason}`);
  return { ...operation, tenantId };
}
