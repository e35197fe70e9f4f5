import { Operation } from "@freehold/model";
import { cancelOperation as cancel } from "../../app/operations/cancel-operation.ts";
import { defineRoute } from "../route.ts";
import { OperationParams } from "../schemas.ts";

export const cancelOperation = defineRoute({
  method: "post",
  path: "/v1/operations/{id}/cancel",
  id: "cancelOperation",
  permission: "tenants:operate",
  summary: "Cancel an operation; what it made is removed",
  tag: "operations",
  params: OperationParams,
  responses: { 202: { description: "Accepted; the operation ends as `cancelled`", schema: Operation } },
  handle: async (app, { caller, params, idempotencyKey }) => cancel(app, caller, params.id, idempotencyKey),
});
