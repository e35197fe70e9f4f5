import { restartTenant as restart } from "../../app/tenants/restart-tenant.ts";
import { defineRoute } from "../route.ts";
import { Accepted, TenantParams } from "../schemas.ts";

/** What the machine writes meanwhile is among the operation's events. */
export const restartTenant = defineRoute({
  method: "post",
  path: "/v1/tenants/{idOrName}/restart",
  id: "restartTenant",
  permission: "tenants:operate",
  summary: "Restart a tenant's services on its machine; machine and data stay",
  tag: "tenants",
  params: TenantParams,
  responses: { 202: { description: "Accepted; follow the operation", schema: Accepted } },
  handle: (app, { caller, params, idempotencyKey }) => restart(app, caller, params.idOrName, idempotencyKey),
});
