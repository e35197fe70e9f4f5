import { Tenant, TenantChanges } from "@freehold/model";
import { changeTenant as change } from "../../app/tenants/change-tenant.ts";
import { defineRoute } from "../route.ts";
import { TenantParams } from "../schemas.ts";

export const changeTenant = defineRoute({
  method: "patch",
  path: "/v1/tenants/{idOrName}",
  id: "changeTenant",
  permission: "tenants:write",
  summary: "Protect a tenant from being destroyed, or take that back",
  tag: "tenants",
  params: TenantParams,
  body: TenantChanges,
  responses: { 200: { description: "The tenant", schema: Tenant } },
  handle: async (app, { caller, params, body }) => ({
    status: 200,
    body: await change(app, caller, params.idOrName, body),
  }),
});
