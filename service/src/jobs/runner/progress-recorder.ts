import { advanceStages, completeStages, type EngineAction, type EngineProgress, startStages } from "@freehold/engine";
import type { ResourceSummary, StageRecord } from "@freehold/model";
import type { EventPayload } from "../../db/entities/operation-event.ts";
import type { ProgressSnapshot, TimedEvent } from "../../db/operation-events.ts";

export interface ProgressRecorderOptions {
  action: EngineAction;
  now(): Date;
  /** Stores a snapshot and the events since the last one. */
  store(snapshot: ProgressSnapshot, events: readonly TimedEvent[]): Promise<void>;
}

/** Turns what the engine reports into stages, percent and stored events. */
export interface ProgressRecorder {
  onEngineEvent(event: EngineProgress): void;
  setResources(resources: readonly ResourceSummary[]): void;
  /** Goes to the last stage: what remains is ours, not the engine's. */
  complete(): void;
  /** Waits until everything reported so far is stored. Rejects when it cannot be. */
  flush(): Promise<void>;
}

export function createProgressRecorder({ action, now, store }: ProgressRecorderOptions): ProgressRecorder {
  let state = startStages(action);
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
