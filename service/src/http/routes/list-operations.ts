import { Operation, OperationStatus } from "@freehold/model";
import { readOperationsOf } from "../../app/tenants/read-tenants.ts";
import { PageQuery, pageSchema } from "../page.ts";
import { defineRoute } from "../route.ts";
import { TenantParams } from "../schemas.ts";
import { severalOf } from "../several-of.ts";

const Query = PageQuery.extend({
  status: severalOf(OperationStatus).optional().describe("Only those with one of these"),
});

export const listOperations = defineRoute({
  method: "get",
  path: "/v1/tenants/{idOrName}/operations",
  id: "listOperations",
  permission: "tenants:read",
  summary: "The operations of a tenant, newest first",
  tag: "operations",
  params: TenantParams,
  query: Query,
  responses: { 200: { description: "The operations", schema: pageSchema(Operation) } },
  handle: async (app, { caller, params, query }) => ({
    status: 200,
    body: await readOperationsOf(app, caller, params.idOrName, query),
  }),
});
