import { destroyTenant as destroy } from "../../app/tenants/destroy-tenant.ts";
import { defineRoute } from "../route.ts";
import { DestroyAccepted, TenantParams } from "../schemas.ts";

/** Asked again while the tenant is being destroyed, it gives the same operation. */
export const destroyTenant = defineRoute({
  method: "delete",
  path: "/v1/tenants/{idOrName}",
  id: "destroyTenant",
  permission: "tenants:write",
  summary: "Destroy a tenant and everything it has, unless it is protected; cancels what else runs on it",
  tag: "tenants",
  params: TenantParams,
  responses: {
    202: { description: "Accepted, with what goes and what is kept; follow the operation", schema: DestroyAccepted },
  },
  handle: async (app, { caller, params }) => ({ status: 202, body: await destroy(app, caller, params.idOrName) }),
});
