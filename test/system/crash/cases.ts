import type { Stage } from "@freehold/model";

/** Where rows and state are: `embedded` is the embedded database with state in files. */
export const BACKENDS = ["files", "postgres", "embedded"] as const;
export type Backend = (typeof BACKENDS)[number];

/** `update` gives a domain, `settings` changes settings; a `restart` acts on the machine alone. */
export const OPERATIONS = ["create", "update", "settings", "restart", "destroy"] as const;
export type Work = (typeof OPERATIONS)[number];

/** One request of an operation: which one, and the how-manieth of it (0 is the first). */
export interface Call {
  cloud: string;
  method: string;
  operation: string;
  occurrence: number;
}

/**
 * Who is lost, and how.
 *
 * - `runner`: the process group of program, providers and engine
 * - `provider`: the process of program and providers, which here is one; the engine is left
 * - `engine`: the Pulumi engine alone
 * - `service`: worker and API, as one process
 * - `stopped`: the worker is stopped until another has taken over and ended the operation, then goes on
 * - `cut-off`: the worker has no database until another has taken over and ended the operation
 */
export const VICTIMS = ["runner", "provider", "engine", "service", "stopped", "cut-off"] as const;
export type Victim = (typeof VICTIMS)[number];

/** When it happens: before the cloud acts on a call, after it (the answer is withheld), or when a stage is reached. */
export type Moment = { at: "before" | "after"; call: Call } | { at: "stage"; stage: Stage };

export interface CrashCase {
  backend: Backend;
  work: Work;
  victim: Victim;
  moment: Moment;
}

/** What a clean operation did. */
export interface CleanRun {
  calls: readonly Call[];
  stages: readonly Stage[];
}

export type CleanRuns = Readonly<Record<Work, CleanRun>>;

/** Every case of a backend. */
export function casesOf(backend: Backend, clean: CleanRuns): CrashCase[] {
  return OPERATIONS.flatMap((work) => [
    ...clean[work].calls.flatMap((call) => casesAtCall(backend, work, call)),
    ...clean[work].stages.flatMap((stage) => casesAtStage(backend, work, stage)),
  ]);
}

function casesAtCall(backend: Backend, work: Work, call: Call): CrashCase[] {
  const before: Victim[] = ["runner", "service"];
  const after: Victim[] = ["runner", "service"];
  // Where a call only reads, these differ from the runner's end in nothing that is done.
  if (call.method !== "GET") after.push("provider", "engine", "stopped", "cut-off");
  return [
    ...before.map((victim) => ({ backend, work, victim, moment: { at: "before" as const, call } })),
    ...after.map((victim) => ({ backend, work, victim, moment: { at: "after" as const, call } })),
  ].filter(canBe);
}

function casesAtStage(backend: Backend, work: Work, stage: Stage): CrashCase[] {
  const victims: Victim[] = ["runner", "service", "stopped", "cut-off"];
  return victims.map((victim) => ({ backend, work, victim, moment: { at: "stage" as const, stage } })).filter(canBe);
}

/** The embedded database has one service, which can only be restarted. A restart has no runner, and ends with its stages' last. */
function canBe({ backend, victim, work, moment }: CrashCase): boolean {
  if (work === "restart" && (victim === "runner" || (moment.at === "stage" && moment.stage === "complete")))
    return false;
  return backend !== "embedded" || victim === "service";
}

export function nameOf({ backend, work, victim, moment }: CrashCase): string {
  return `${backend}: ${work}, ${victim} lost ${momentText(moment)}`;
}

function momentText(moment: Moment): string {
  if (moment.at === "stage") return `in stage ${moment.stage}`;
  const { cloud, operation, occurrence } = moment.call;
  return `${moment.at} ${cloud} ${operation}${occurrence === 0 ? "" : ` (call ${occurrence + 1})`}`;
}

/** The calls of a log, each with its turn: all that change something, and each way of reading once. */
export function callsOf(log: readonly { cloud: string; method: string; operation: string | null }[]): Call[] {
  const occurrences = new Map<string, number>();
  const calls = log.flatMap(({ cloud, method, operation }): Call[] => {
    if (operation === null) return [];
    const occurrence = occurrences.get(`${cloud} ${operation}`) ?? 0;
    occurrences.set(`${cloud} ${operation}`, occurrence + 1);
    return [{ cloud, method, operation, occurrence }];
  });
  return calls.filter(({ method, occurrence }) => method !== "GET" || occurrence === 0);
}
