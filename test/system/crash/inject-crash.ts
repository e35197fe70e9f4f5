import { setTimeout as sleep } from "node:timers/promises";
import type { Operation } from "@freehold/model";
import { until } from "@freehold/testing";
import type { Call, CrashCase, Moment } from "./cases.ts";
import { enginesOf, type Process, processes, runnersOf, signal } from "./processes.ts";
import type { Testbed, Worker } from "./testbed.ts";
import { ended, readOperation } from "./work.ts";

/** Switches on what makes the call wait. */
export async function arm(testbed: Testbed, { moment }: CrashCase): Promise<void> {
  if (moment.at === "stage") return;
  await testbed.control("POST", "/faults", { ...matching(moment.call), kind: `hold-${moment.at}` });
}

/** Waits for the moment, or for the operation's end when it does not come. True when it came. */
export async function untilMoment(testbed: Testbed, moment: Moment, operationId: string): Promise<boolean> {
  for (;;) {
    const operation = await readOperation(testbed, operationId);
    if (await isNow(testbed, moment, operation)) return true;
    if (operation.endedAt !== null) return false;
    await sleep(15);
  }
}

async function isNow(testbed: Testbed, moment: Moment, operation: Operation): Promise<boolean> {
  if (moment.at === "stage") return operation.stages.some(({ name }) => name === moment.stage);
  const { held } = await testbed.control<{ held: unknown[] }>("GET", "/held");
  return held.length > 0;
}

/** Has happen what the case is about, until the operation has ended in spite of it. Gives the processes of before that may not live on. */
export async function injectCrash(
  testbed: Testbed,
  { victim }: CrashCase,
  operationId: string,
): Promise<{ doomed: Process[]; operation: Operation }> {
  const worker = await workerOf(testbed, operationId);
  const service = worker.service.child.pid;
  const runners = runnersOf(service).map(({ group }) => group);
  const members = processes().filter(({ group }) => runners.includes(group));
  // A worker that is only away keeps its runners for what comes next; what they ran is another's now.
  const engines = members.filter(({ pid, group }) => pid !== group);
  switch (victim) {
    case "runner":
      for (const group of runners) signal(-group, "SIGKILL");
      break;
    case "provider":
      for (const pid of runners) signal(pid, "SIGKILL");
      break;
    case "engine":
      for (const { pid } of enginesOf(service)) signal(pid, "SIGKILL");
      break;
    case "service":
      await worker.service.child.end("SIGKILL");
      await unarm(testbed);
      await testbed.restart(worker);
      break;
    case "stopped":
      return { doomed: engines, operation: await whileStopped(testbed, worker, runners, operationId) };
    case "cut-off":
      return { doomed: engines, operation: await whileCutOff(testbed, worker, operationId) };
  }
  await unarm(testbed);
  return { doomed: victim === "engine" ? engines : members, operation: await ended(testbed, operationId) };
}

/** Another worker takes over and ends the operation before the stopped one goes on. */
async function whileStopped(
  testbed: Testbed,
  worker: Worker,
  runners: readonly number[],
  operationId: string,
): Promise<Operation> {
  const all = [-worker.service.child.pid, ...runners.map((group) => -group)];
  for (const target of all) signal(target, "SIGSTOP");
  try {
    return await ended(insteadOf(testbed, worker), operationId);
  } finally {
    await testbed.control("POST", "/held/go"); // what the stopped one had asked for is answered when it wakes
    for (const target of all) signal(target, "SIGCONT");
    await unarm(testbed);
    await settled(worker);
  }
}

async function whileCutOff(testbed: Testbed, worker: Worker, operationId: string): Promise<Operation> {
  worker.proxy?.cut();
  try {
    return await ended(insteadOf(testbed, worker), operationId);
  } finally {
    worker.proxy?.mend();
    await unarm(testbed);
    await settled(worker);
  }
}

/** The testbed as seen from the other worker. */
function insteadOf(testbed: Testbed, worker: Worker): Testbed {
  const other = testbed.workers.find((each) => each !== worker);
  if (other === undefined) throw new Error("another worker must be there before one is stopped");
  return { ...testbed, api: () => other.service };
}

/** Waits until a worker that was away answers and has given up what it had. */
async function settled({ service }: Worker): Promise<void> {
  await until("the worker to answer again", async () => {
    const ready = await fetch(`${service.url}/readyz`).catch(() => undefined);
    return ready?.ok === true;
  });
}

/** Nothing is held any more: what waited is broken off, so that it never happens. */
async function unarm(testbed: Testbed): Promise<void> {
  await testbed.control("DELETE", "/faults");
  await testbed.control("POST", "/held/break");
}

/** The worker that has the operation, by the process in its lease. */
async function workerOf(testbed: Testbed, operationId: string): Promise<Worker> {
  const [first] = testbed.workers;
  if (first === undefined) throw new Error("a testbed has a worker");
  const [row] = await testbed.rows<{ lease_owner: string | null }>(
    `select lease_owner from operations where id = '${operationId}'`,
  );
  const pid = Number(row?.lease_owner?.split(" ")[1]);
  return testbed.workers.find(({ service }) => service.child.pid === pid) ?? first;
}

function matching({ cloud, method, operation, occurrence }: Call): Record<string, unknown> {
  const route = operation.slice(operation.indexOf(" ") + 1).replace(/\{\w+\}/g, "[^/]+");
  return { cloud, method, path: `${route}$`, ...(occurrence > 0 && { skip: occurrence }) };
}
