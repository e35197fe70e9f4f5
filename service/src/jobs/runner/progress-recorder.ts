import {
  advanceStages,
  completeStages,
  type EngineProgress,
  enterStage,
  type StagePlan,
  startStages,
} from "@freehold/engine";
import type { ResourceSummary, Stage, StageRecord } from "@freehold/model";
import type { EventPayload } from "../../db/entities/operation-event.ts";
import type { ProgressSnapshot, TimedEvent } from "../../db/operation-events.ts";

export interface ProgressRecorderOptions {
  plan: StagePlan;
  now(): Date;
  /** Stores a snapshot and the events since the last one. */
  store(snapshot: ProgressSnapshot, events: readonly TimedEvent[]): Promise<void>;
}

/** Turns what the engine reports into stages, percent and stored events. */
export interface ProgressRecorder {
  onEngineEvent(event: EngineProgress): void;
  /** Goes to a stage that a step begins, unless it is there or further. */
  enter(stage: Stage): void;
  setResources(resources: readonly ResourceSummary[]): void;
  /** Goes to the last stage: what remains is ours, not the engine's. */
  complete(): void;
  /** Waits until everything reported so far is stored. Rejects when it cannot be. */
  flush(): Promise<void>;
}

export function createProgressRecorder({ plan, now, store }: ProgressRecorderOptions): ProgressRecorder {
  let state = startStages(plan);
  let stages: StageRecord[] = [];
  let resources: ResourceSummary[] = [];
  let pending: TimedEvent[] = [];
  let storing = Promise.resolve();

  const emit = (payload: EventPayload): void => {
    pending.push({ at: now(), payload });
    // The engine does not wait for the database: what cannot be stored now is stored with what follows, or at the flush.
    storing = storing.then(storePending).catch(() => {});
  };
  const storePending = async (): Promise<void> => {
    // Whoever comes first stores all that has gathered meanwhile; those behind find nothing.
    if (pending.length === 0) return;
    const events = pending;
    pending = [];
    try {
      await store({ stage: state.stage, percent: state.percent, stages, resources }, events);
    } catch (error) {
      pending = [...events, ...pending];
      throw error;
    }
  };
  const move = (next: typeof state): void => {
    const entered = next.stage !== state.stage || stages.length === 0;
    state = next;
    if (!entered) return;
    stages = [...closeStage(stages, now()), { name: state.stage, startedAt: now().toISOString(), ms: null }];
    emit({ kind: "stage", stage: state.stage, percent: state.percent });
  };

  move(state);
  return {
    onEngineEvent(event) {
      move(advanceStages(state, event));
      emit(event.kind === "log" ? event : { ...event, percent: state.percent });
    },
    enter(stage) {
      move(enterStage(state, stage));
    },
    setResources(made) {
      resources = made.map(({ type, name }) => ({ type, name }));
    },
    complete() {
      move(completeStages(state));
      stages = closeStage(stages, now());
    },
    async flush() {
      await storing;
      await storePending();
    },
  };
}

function closeStage(stages: readonly StageRecord[], at: Date): StageRecord[] {
  return stages.map((stage) =>
    stage.ms === null ? { ...stage, ms: at.getTime() - Date.parse(stage.startedAt) } : stage,
  );
}
