import type { Operation, Tenant } from "@freehold/model";
import { createDraw } from "./draw.ts";
import { ADMIN_KEY, type Fleet, startFleet } from "./fleet.ts";
import { injectFaults } from "./inject-faults.ts";
import type { LoadOptions } from "./options.ts";
import { judge, type Verdict } from "./verdict.ts";

export interface LoadResult extends Verdict {
  tenants: number;
  /** Faults that waited for their call. */
  faults: number;
  kills: number;
  /** From the first request to the end of the last operation. */
  seconds: number;
}

export interface LoadRun extends LoadOptions {
  pulumiBin: string;
  report?: (line: string) => void;
}

interface Accepted {
  tenant: Tenant;
  operation: Operation;
}

/** Signs everybody up at once, kills workers meanwhile, waits until all has ended, and looks what came of it. */
export async function runLoad({ pulumiBin, report = () => {}, ...options }: LoadRun): Promise<LoadResult> {
  const { workers, concurrency, accounts, seed, faults: share } = options;
  const fleet = await startFleet({ pulumiBin, workers, concurrency, accounts, rateLimit: true });
  try {
    const tenants = options.signups - options.duplicates;
    const faults = await injectFaults(fleet.sandbox, { share, tenants, draw: createDraw(seed) });
    report(`${options.signups} signups at once, ${faults} faults wait for them`);
    const startedAt = performance.now();
    const { accepted, wrong } = await signUpAll(fleet, options);
    const kills = startKilling(fleet, options.killEverySec, report);
    const late = await untilEnded(fleet, accepted.length, options.limitSec, report).finally(kills.stop);
    const seconds = Math.round((performance.now() - startedAt) / 1000);
    const verdict = await judge(
      fleet,
      accepted.map(({ tenant }) => tenant),
    );
    return { ...verdict, wrong: [...wrong, ...late, ...verdict.wrong], tenants, faults, kills: kills.count(), seconds };
  } finally {
    await fleet.close();
  }
}

/** Each tenant once; the duplicates repeat the first of them, mixed among the others. */
async function signUpAll(
  fleet: Fleet,
  { signups, duplicates, seed }: LoadOptions,
): Promise<{ accepted: Accepted[]; wrong: string[] }> {
  const draw = createDraw(seed);
  const first = Array.from({ length: signups - duplicates }, (_, index) => index);
  const all = [...first, ...Array.from({ length: duplicates }, (_, index) => index % first.length)]
    .map((index) => ({ index, at: draw() }))
    .sort((a, b) => a.at - b.at);
  const answers = await Promise.all(all.map(({ index }) => signUp(fleet, index)));
  const wrong: string[] = [];
  const byTenant = new Map<number, Accepted>();
  for (const [place, answer] of answers.entries()) {
    const index = all[place]?.index ?? 0;
    const before = byTenant.get(index);
    if (answer.status !== 202)
      wrong.push(`signup ${index} was answered ${answer.status}: ${JSON.stringify(answer.body)}`);
    else if (before === undefined) byTenant.set(index, answer.body);
    else if (before.tenant.id !== answer.body.tenant.id || before.operation.id !== answer.body.operation.id)
      wrong.push(`signup ${index} made two tenants`);
  }
  return { accepted: [...byTenant.values()], wrong };
}

async function signUp({ api }: Fleet, index: number): Promise<{ status: number; body: Accepted }> {
  const placement = { cloud: "hetzner", region: "fsn1", size: "small" };
  const answer = await fetch(`${api.url}/v1/tenants`, {
    method: "POST",
    headers: {
      authorization: `Bearer ${ADMIN_KEY}`,
      "content-type": "application/json",
      "idempotency-key": `load-${index}`,
    },
    body: JSON.stringify({ name: `load-${index}`, template: "supabase", placement }),
  });
  return { status: answer.status, body: (await answer.json()) as Accepted };
}

/** One worker after the other. */
function startKilling(fleet: Fleet, everySec: number, report: (line: string) => void) {
  let count = 0;
  let inFlight = Promise.resolve();
  const kill = async (): Promise<void> => {
    const index = count % fleet.workers.length;
    count += 1;
    report(`worker ${index + 1} is killed`);
    await fleet.restartWorker(index, "SIGKILL");
  };
  const timer =
    everySec === 0
      ? undefined
      : setInterval(() => {
          inFlight = inFlight.then(kill);
        }, everySec * 1000);
  return {
    count: () => count,
    async stop() {
      clearInterval(timer);
      await inFlight;
    },
  };
}

/** Gives a sentence when it took too long. */
async function untilEnded(
  { api }: Fleet,
  expected: number,
  limitSec: number,
  report: (line: string) => void,
): Promise<string[]> {
  const end = performance.now() + limitSec * 1000;
  let reported = -1;
  for (;;) {
    const metrics = await (await fetch(`${api.url}/metrics`)).text();
    const ended = countOf(metrics, "succeeded") + countOf(metrics, "failed") + countOf(metrics, "cancelled");
    if (ended >= expected) return [];
    if (performance.now() > end) return [`after ${limitSec} s ${ended} of ${expected} operations have ended`];
    if (Math.floor(ended / 10) !== reported) report(`${ended} of ${expected} have ended`);
    reported = Math.floor(ended / 10);
    await new Promise((resolve) => setTimeout(resolve, 1000));
  }
}

function countOf(metrics: string, status: Operation["status"]): number {
  return Number(new RegExp(`^freehold_operations\\{status="${status}"\\} (\\d+)$`, "m").exec(metrics)?.[1] ?? 0);
}
