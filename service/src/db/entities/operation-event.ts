import type { OperationEvent } from "@freehold/model";
import { defineEntity, type InferEntity, p } from "@mikro-orm/core";

/** Distributes over the union, which a plain `Omit` would flatten. */
type Payload<Event> = Event extends unknown ? Omit<Event, "seq" | "at"> : never;

/** An event as the worker reports it; the database adds number and time. */
export type EventPayload = Payload<OperationEvent>;

export const OperationEventRow = defineEntity({
  name: "OperationEventRow",
  tableName: "operation_events",
  properties: {
    operationId: p.text().primary(),
    seq: p.integer().primary(),
    at: p.datetime(),
    payload: p.json<EventPayload>(),
  },
});
export type OperationEventRow = InferEntity<typeof OperationEventRow>;
