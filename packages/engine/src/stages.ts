import { resourceKindOf, type Stage } from "@freehold/model";
import { type EngineAction, type EngineProgress, INVENTORY_TYPE } from "./contract.ts";

/** Where an operation is: its stage and how much of it is done. Neither ever goes back. */
export interface StageProgress {
  stage: Stage;
  /** 0 to 100; 100 only when the operation has ended well. */
  percent: number;
}

/** The stages in the order the action goes through them: what a create builds up, a destroy takes down from the far end. */
const ORDER: Record<"build" | "remove", readonly Stage[]> = {
  build: ["initialise", "allocate", "configure", "provision", "verify", "complete"],
  remove: ["initialise", "provision", "configure", "allocate", "verify", "complete"],
};

/** Percent at which each stage begins. Providing the machine and deploying onto it take most of the time. */
const BEGINS: Record<"build" | "remove", readonly number[]> = {
  build: [0, 5, 35, 50, 80, 100],
  remove: [0, 5, 20, 40, 85, 100],
};

/** What the reducer remembers; hold it and pass it back. */
export interface StageState extends StageProgress {
  readonly direction: "build" | "remove";
  /** Resources begun and ended in the present stage. */
  readonly started: number;
  readonly ended: number;
}

/** The stages that an action goes through, in order. */
export function stagesOf(action: EngineAction): readonly Stage[] {
  return ORDER[directionOf(action)];
}

/** The beginning of an operation. */
export function startStages(action: EngineAction): StageState {
  return { direction: directionOf(action), stage: "initialise", percent: 0, started: 0, ended: 0 };
}

/** The state after one event. Returns the same object when nothing changed. */
export function advanceStages(state: StageState, event: EngineProgress): StageState {
  if (event.kind !== "resource" || event.op === "same" || state.stage === "complete") return state;
  const stage = stageIn(state.direction, event);
  if (stage === undefined) return state;

  const at = indexOf(state, state.stage);
  const to = indexOf(state, stage);
  // An early resource that ends late belongs to a stage that is over; it must not turn the bar back.
  if (to < at) return state;
  const counted = count(to > at ? { ...state, stage, started: 0, ended: 0 } : state, event.state);
  return { ...counted, percent: Math.max(state.percent, percentOf(counted)) };
}

/** The end of an operation that succeeded. */
export function completeStages(state: StageState): StageState {
  return { ...state, stage: "complete", percent: 100 };
}

/** A destroy takes the waiting for health back before the workload; what it verifies is that the clouds hold nothing. */
function stageIn(
  direction: StageState["direction"],
  { type, name }: { type: string; name: string },
): Stage | undefined {
  const stage = stageOfResource(type, name);
  return direction === "remove" && stage === "verify" && type !== INVENTORY_TYPE ? "provision" : stage;
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
  if (/-(slot|host-program)$/.test(name)) return "allocate";
  if (/-(ssh|boot|connect|machine)$/.test(name)) return "configure";
  return "provision";
}

function directionOf(action: EngineAction): "build" | "remove" {
  return action === "destroy" ? "remove" : "build";
}

function indexOf(state: StageState, stage: Stage): number {
  return ORDER[state.direction].indexOf(stage);
}

function count(state: StageState, happened: "started" | "done" | "failed"): StageState {
  if (happened === "started") return { ...state, started: state.started + 1 };
  if (happened === "done") return { ...state, ended: state.ended + 1 };
  return state;
}

/** Nobody knows how many resources are still to come, so the share of what was begun never fills the stage. */
function percentOf(state: StageState): number {
  const at = indexOf(state, state.stage);
  const from = BEGINS[state.direction][at] ?? 0;
  const to = BEGINS[state.direction][at + 1] ?? 100;
  const share = state.ended / (Math.max(state.started, state.ended) + 1);
  return Math.floor(from + (to - from) * share);
}
