import { resourceKindOf, type Stage } from "@freehold/model";
import { type EngineAction, type EngineProgress, INVENTORY_TYPE } from "./contract.ts";

/** Where an operation is: its stage and how much of it is done. Neither ever goes back. */
export interface StageProgress {
  stage: Stage;
  /** 0 to 100; 100 only when the operation has ended well. */
  percent: number;
}

/** The stages of an operation, and what of its progress belongs to which. */
export interface StagePlan {
  /** In order, each with the percent at which it begins: the first at 0, the last is `complete`, at 100. */
  readonly begins: readonly (readonly [stage: Stage, percent: number])[];
  /** The stage that a resource which the engine reports belongs to; undefined for what says nothing about progress. */
  stageOf(resource: { type: string; name: string; op: string }): Stage | undefined;
}

/** The engine's verbs for what it only looks at: nothing is built by them. */
const LOOKED_AT: readonly string[] = ["read", "refresh"];

/** What builds. Providing the machine and deploying onto it take most of the time; what is looked at before is no progress. */
export const BUILDING: StagePlan = {
  begins: [
    ["initialise", 0],
    ["allocate", 5],
    ["configure", 35],
    ["provision", 50],
    ["verify", 80],
    ["complete", 100],
  ],
  stageOf: ({ type, name, op }) => (LOOKED_AT.includes(op) ? undefined : stageOfResource(type, name)),
};

/**
 * What removes goes the same way from the far end. It takes the waiting for health back before the workload; what it verifies is that the
 * clouds hold nothing.
 */
export const REMOVING: StagePlan = {
  begins: [
    ["initialise", 0],
    ["provision", 5],
    ["configure", 20],
    ["allocate", 40],
    ["verify", 85],
    ["complete", 100],
  ],
  stageOf({ type, name }) {
    const stage = stageOfResource(type, name);
    return stage === "verify" && type !== INVENTORY_TYPE ? "provision" : stage;
  },
};

/** What changes nothing and only looks: whatever the engine reports, it is being verified. */
export const LOOKING: StagePlan = {
  begins: [
    ["initialise", 0],
    ["verify", 10],
    ["complete", 100],
  ],
  stageOf: ({ type, name }) => stageOfResource(type, name) && "verify",
};

const PLANS: Readonly<Record<EngineAction, StagePlan>> = {
  up: BUILDING,
  preview: LOOKING,
  refresh: LOOKING,
  detect: LOOKING,
  destroy: REMOVING,
};

/** The plan of what the engine is asked for. */
export function stagePlanOf(action: EngineAction): StagePlan {
  return PLANS[action];
}

/** What the reducer remembers; hold it and pass it back. */
export interface StageState extends StageProgress {
  readonly plan: StagePlan;
  /** Resources begun and ended in the present stage. */
  readonly started: number;
  readonly ended: number;
}

/** The stages of a plan, in order. */
export function stagesOf({ begins }: StagePlan): readonly Stage[] {
  return begins.map(([stage]) => stage);
}

/** The beginning of an operation. */
export function startStages(plan: StagePlan): StageState {
  return { plan, stage: "initialise", percent: 0, started: 0, ended: 0 };
}

/** The state after one event. Returns the same object when nothing changed. */
export function advanceStages(state: StageState, event: EngineProgress): StageState {
  if (event.kind !== "resource" || event.op === "same" || state.stage === "complete") return state;
  const stage = state.plan.stageOf(event);
  // An early resource that ends late belongs to a stage that is over; it must not turn the bar back.
  if (stage === undefined || indexOf(state, stage) < indexOf(state, state.stage)) return state;
  return withPercent(state, count(enter(state, stage), event.state));
}

/** The state when a stage is entered by something else than what the engine reports. The same object when it is entered or over. */
export function enterStage(state: StageState, stage: Stage): StageState {
  if (indexOf(state, stage) <= indexOf(state, state.stage)) return state;
  return withPercent(state, enter(state, stage));
}

/** The end of an operation that succeeded. */
export function completeStages(state: StageState): StageState {
  return { ...state, stage: "complete", percent: 100 };
}

function enter(state: StageState, stage: Stage): StageState {
  return stage === state.stage ? state : { ...state, stage, started: 0, ended: 0 };
}

function withPercent({ percent }: StageState, after: StageState): StageState {
  return { ...after, percent: Math.max(percent, percentOf(after)) };
}

/** The stage a resource belongs to; undefined for what says nothing about progress, such as a component. */
export function stageOfResource(type: string, name: string): Stage | undefined {
  if (type === INVENTORY_TYPE) return "verify";
  const stage = resourceKindOf(type)?.stage ?? undefined;
  return stage === "by name" ? stageOfCommand(name) : stage;
}

/** Components name a command after the `hostctl` verb it runs: the suffix is public contract. */
function stageOfCommand(name: string): Stage {
  if (/-(wait|ready|readiness|verify)$/.test(name)) return "verify";
  if (/-(slot|host-program|host-hostctl)$/.test(name)) return "allocate";
  if (/-(ssh|boot|connect|machine|hostctl)$/.test(name)) return "configure";
  return "provision";
}

/** -1 for a stage that the plan has not: it is never entered. */
function indexOf({ plan }: StageState, stage: Stage): number {
  return plan.begins.findIndex(([name]) => name === stage);
}

function count(state: StageState, happened: "started" | "done" | "failed"): StageState {
  if (happened === "started") return { ...state, started: state.started + 1 };
  if (happened === "done") return { ...state, ended: state.ended + 1 };
  return state;
}

/** Nobody knows how many resources are still to come, so the share of what was begun never fills the stage. */
function percentOf(state: StageState): number {
  const at = indexOf(state, state.stage);
  const from = state.plan.begins[at]?.[1] ?? 0;
  const to = state.plan.begins[at + 1]?.[1] ?? 100;
  const share = state.ended / (Math.max(state.started, state.ended) + 1);
  return Math.floor(from + (to - from) * share);
}
