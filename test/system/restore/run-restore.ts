import type { Ledger, Operation } from "@freehold/model";
import { until } from "@freehold/testing";
import { type ServiceChild, startServiceChild } from "../service-child.ts";
import { judge } from "./judge.ts";
import type { RestoreRunOptions } from "./options.ts";
import { openPlaces, runCommand } from "./places.ts";
import type { RestoreResult } from "./restore-result.ts";
import type { Accepted } from "./story.ts";

export interface RestoreRun extends RestoreRunOptions {
  pulumiBin: string;
  report?: (line: string) => void;
  /** Ends the run, and what it started. @default - never */
  signal?: AbortSignal;
}

interface Taken {
  backup: string;
  takenAt: string;
  ms: number;
}

/** Takes a backup while operations run, loses the service with all it had, restores into a new place, and looks what came of it. */
export async function runRestore({ pulumiBin, report = () => {}, ...options }: RestoreRun): Promise<RestoreResult> {
  const places = await openPlaces(options, pulumiBin);
  let service: ServiceChild | undefined;
  // Services and sandboxes are process groups of their own: they are ended by this process, or not at all.
  const stop = async (): Promise<void> => {
    await service?.child.end("SIGKILL");
    await places.close();
  };
  options.signal?.addEventListener("abort", () => void stop().finally(() => process.exit(1)));
  try {
    const first = await places.newPlace();
    service = await startServiceChild(first);
    const { old, gone, open } = await fill(service, options);
    const before = await operationsOf(service, open);
    const taken = await runCommand<Taken>(first, "backup", places.backups);
    report(`backup of ${taken.takenAt} taken in ${taken.ms} ms`);
    const later = options.lost === "later" ? await liveOn(service, open, gone) : null;
    await service.child.end("SIGKILL");
    const lostAt = Date.now();

    const second = await places.newPlace();
    const startedAt = performance.now();
    const since = (): number => Math.round(performance.now() - startedAt);
    await runCommand(second, "restore", taken.backup, "--unfinished", options.unfinished);
    const restoredMs = since();
    service = await startServiceChild(second);
    const upMs = since();
    report(`restored in ${restoredMs} ms, up after ${upMs} ms`);
    await allEnded(service, open);
    const allEndedMs = since();
    // The first may have begun before the last operation ended; the second has not.
    await swept(service);
    await swept(service);
    const verdict = await judge({ service, open, old, gone, later }, places.sandbox, options);
    return {
      running: before.filter(({ status }) => status === "running").length,
      waiting: before.filter(({ status }) => status === "queued").length,
      backupMs: taken.ms,
      recoveryPointMs: lostAt - Date.parse(taken.takenAt),
      ...{ restoredMs, upMs, allEndedMs },
      ...verdict,
    };
  } finally {
    await stop();
  }
}

/** Two tenants that are active, and all others under way: some have come far, some wait. */
async function fill(service: ServiceChild, { tenants }: RestoreRunOptions) {
  const old = await service.signUp("old");
  await service.ended(old.operation.id);
  const gone = await service.signUp("gone");
  await service.ended(gone.operation.id);
  const names = Array.from({ length: tenants }, (_, index) => `tenant-${index + 1}`);
  const open = await Promise.all(names.map((name) => service.signUp(name)));
  await until("a machine to be ordered", async () => {
    const operations = await operationsOf(service, open);
    return operations.some(({ stage }) => stage === "allocate" || stage === "configure" || stage === "provision");
  });
  return { old, gone, open };
}

/** What the service does after the backup, and its restored self knows nothing of. */
async function liveOn(service: ServiceChild, open: readonly Accepted[], gone: Accepted): Promise<Accepted> {
  for (const { operation } of open) await service.ended(operation.id);
  const later = await service.signUp("later");
  await service.ended(later.operation.id);
  const { body } = await service.request<Accepted>("DELETE", `/v1/tenants/${gone.tenant.id}`);
  await service.ended(body.operation.id);
  return later;
}

async function operationsOf(service: ServiceChild, accepted: readonly Accepted[]): Promise<Operation[]> {
  const asked = accepted.map(({ operation }) =>
    service.request<Operation>("GET", `/v1/operations/${operation.id}`).then(({ body }) => body),
  );
  return Promise.all(asked);
}

async function allEnded(service: ServiceChild, open: readonly Accepted[]): Promise<void> {
  for (const { operation } of open) await service.ended(operation.id, 600);
}

/** Waits until every place was compared with what it should hold, after the operations had ended. */
async function swept(service: ServiceChild): Promise<void> {
  const from = Date.now();
  await service.request("POST", "/v1/ledger/sweep");
  await until("every place to be swept", async () => {
    const { body } = await service.request<Ledger>("GET", "/v1/ledger");
    return body.places.length > 0 && body.places.every(({ sweptAt }) => sweptAt !== null && Date.parse(sweptAt) > from);
  });
}
