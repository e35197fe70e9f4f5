import { Operation } from "@freehold/model";
import { readOperation } from "../../app/operations/read-operations.ts";
import { defineRoute } from "../route.ts";
import { OperationParams } from "../schemas.ts";

export const getOperation = defineRoute({
  method: "get",
  path: "/v1/operations/{id}",
  id: "getOperation",
  permission: "tenants:read",
  summary: "One operation",
  tag: "operations",
  params: OperationParams,
  responses: { 200: { description: "The operation", schema: Operation } },
  handle: async (app, { caller, params }) => ({ status: 200, body: await readOperation(app, caller, params.id) }),
});
