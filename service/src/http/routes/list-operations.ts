import { Operation } from "@freehold/model";
import { z } from "zod";
import { readOperationsOf } from "../../app/tenants/read-tenants.ts";
import { defineRoute } from "../route.ts";
import { TenantParams } from "../schemas.ts";

export const listOperations = defineRoute({
  method: "get",
  path: "/v1/tenants/{idOrName}/operations",
  id: "listOperations",
  permission: "tenants:read",
  summary: "The operations of a tenant, newest first, at most 100",
  tag: "operations",
  params: TenantParams,
  responses: { 200: { description: "The operations", schema: z.object({ items: z.array(Operation) }) } },
  handle: async (app, { caller, params }) => ({
    status: 200,
    body: { items: await readOperationsOf(app, caller, params.idOrName) },
  }),
});
