import { Tenant, TenantChanges } from "@freehold/model";
import { changeTenant as change } from "../../app/tenants/change-tenant.ts";
import { defineRoute } from "../route.ts";
import { TenantChanged, TenantParams } from "../schemas.ts";

export const changeTenant = defineRoute({
  method: "patch",
  path: "/v1/tenants/{idOrName}",
  id: "changeTenant",
  permission: "tenants:write",
  summary: "Change a tenant: its template's settings, who may reach its database, whether it may be destroyed",
  tag: "tenants",
  params: TenantParams,
  body: TenantChanges,
  responses: {
    200: { description: "The tenant, where no settings were sent", schema: Tenant },
    202: {
      description: "Settings were accepted; they are the tenant's when the operation has succeeded",
      schema: TenantChanged,
    },
  },
  handle: (app, { caller, params, body }) => change(app, caller, params.idOrName, body),
});
