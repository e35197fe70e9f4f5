import { FreeholdError, OperationEvent } from "@freehold/model";
import { z } from "zod";
import { followOperation } from "../../app/operations/follow-operation.ts";
import { operationRowOf } from "../../app/operations/read-operations.ts";
import { defineRoute } from "../route.ts";
import { OperationParams } from "../schemas.ts";

/** One event of the stream, as the specification of server-sent events takes it apart. */
const ServerSentEvent = z.object({
  id: z.string().meta({ description: "The event's `seq`" }),
  event: z.string().meta({ description: "The event's `kind`" }),
  data: z.string().meta({
    description: "The event, as JSON",
    contentMediaType: "application/json",
    contentSchema: z.toJSONSchema(OperationEvent, { io: "output" }),
  }),
});

/** The events so far, then each as it happens; the stream ends after `done`. */
export const operationEvents = defineRoute({
  method: "get",
  path: "/v1/operations/{id}/events",
  id: "operationEvents",
  permission: "tenants:read",
  summary: "Follow an operation: server-sent events `stage`, `resource`, `log` and, last, `done`",
  tag: "operations",
  params: OperationParams,
  responses: {
    200: {
      description: "Events; resume with Last-Event-ID",
      schema: ServerSentEvent,
      contentType: "text/event-stream",
    },
  },
  async handle(app, { caller, params, lastEventId }) {
    const operation = await operationRowOf(app, caller, params.id);
    const after = sequenceNumber(lastEventId);
    return { events: (signal) => followOperation(app, { operationId: operation.id, after, signal }) };
  },
});

function sequenceNumber(lastEventId: string | undefined): number {
  if (lastEventId === undefined || /^\d{1,9}$/.test(lastEventId)) return Number(lastEventId ?? 0);
  throw new FreeholdError("invalid_request", `Last-Event-ID must be a number, got "${lastEventId.slice(0, 40)}"`, {
    errors: [{ pointer: "", detail: "header Last-Event-ID must be the id of an earlier event" }],
    nextStep: "leave the header out to get all events",
  });
}
