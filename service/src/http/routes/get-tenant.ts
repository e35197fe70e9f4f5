import { Tenant } from "@freehold/model";
import { readTenant } from "../../app/tenants/read-tenants.ts";
import { defineRoute } from "../route.ts";
import { TenantParams } from "../schemas.ts";

export const getTenant = defineRoute({
  method: "get",
  path: "/v1/tenants/{idOrName}",
  id: "getTenant",
  permission: "tenants:read",
  summary: "One tenant; a destroyed one by its id only",
  tag: "tenants",
  params: TenantParams,
  responses: { 200: { description: "The tenant", schema: Tenant } },
  handle: async (app, { caller, params }) => ({ status: 200, body: await readTenant(app, caller, params.idOrName) }),
});
