import type { OperationEvent, ResourceSummary, Stage, StageRecord } from "@freehold/model";
import { type EventPayload, OperationEventRow } from "./entities/operation-event.ts";
import { change, type Em, FRESH } from "./kernel/em.ts";
import type { Lease } from "./lease.ts";

/** An event with the time at which it happened. */
export interface TimedEvent {
  at: Date;
  payload: EventPayload;
}

/** Where an operation is after the events that are stored with it. */
export interface ProgressSnapshot {
  stage: Stage;
  percent: number;
  stages: StageRecord[];
  resources: ResourceSummary[];
}

/** Stores progress and its events under the lease. False when the lease was lost: then nothing was stored. */
export async function recordProgress(
  em: Em,
  lease: Lease,
  progress: ProgressSnapshot,
  events: readonly TimedEvent[],
): Promise<boolean> {
  const inserted = await change(
    em,
    `with operation as (
       update operations
          set stage = ?, percent = greatest(percent, ?), stages = ?::jsonb, resources = ?::jsonb, event_seq = event_seq + ?
        where id = ? and fencing_token = ? and status = 'running'
        returning id, event_seq)
     insert into operation_events (operation_id, seq, at, payload)
     select operation.id, operation.event_seq - ? + event.ordinality, (event.value ->> 'at')::timestamptz, event.value -> 'payload'
       from operation, jsonb_array_elements(?::jsonb) with ordinality as event`,
    [
      progress.stage,
      progress.percent,
      JSON.stringify(progress.stages),
      JSON.stringify(progress.resources),
      events.length,
      lease.operationId,
      lease.fencingToken,
      events.length,
      JSON.stringify(events),
    ],
  );
  return inserted === events.length;
}

/** Adds a warning to a queued operation, once. False when it is there already, or the operation is not queued any more. */
export async function appendWarningOnce(em: Em, operationId: string, message: string): Promise<boolean> {
  const added = await change(
    em,
    `with operation as (
       update operations set event_seq = event_seq + 1
        where id = ? and status = 'queued' and not exists (
          select 1 from operation_events where operation_id = operations.id and payload ->> 'message' = ?)
        returning id, event_seq)
     insert into operation_events (operation_id, seq, at, payload)
     select id, event_seq, now(), jsonb_build_object('kind', 'log', 'level', 'warning', 'message', ?::text) from operation`,
    [operationId, message, message],
  );
  return added === 1;
}

/** Adds the last event of an operation, in the transaction that ends it. */
export async function appendDoneEvent(em: Em, operationId: string): Promise<void> {
  await change(
    em,
    `with operation as (
       update operations set event_seq = event_seq + 1 where id = ? returning id, event_seq, status, percent)
     insert into operation_events (operation_id, seq, at, payload)
     select id, event_seq, now(), jsonb_build_object('kind', 'done', 'status', status, 'percent', percent) from operation`,
    [operationId],
  );
}

/** Events after a sequence number, in order. */
export async function eventsAfter(em: Em, operationId: string, seq: number, limit = 500): Promise<OperationEvent[]> {
  const rows = await em.find(
    OperationEventRow,
    { operationId, seq: { $gt: seq } },
    { ...FRESH, orderBy: { seq: "asc" }, limit },
  );
  return rows.map((row) => ({ ...row.payload, seq: row.seq, at: row.at.toISOString() }));
}
