import { retryTenant as retry } from "../../app/tenants/retry-tenant.ts";
import { defineRoute } from "../route.ts";
import { Accepted, TenantParams } from "../schemas.ts";

export const retryTenant = defineRoute({
  method: "post",
  path: "/v1/tenants/{idOrName}/retry",
  id: "retryTenant",
  permission: "tenants:operate",
  summary: "Try again: a creation that failed, was cancelled or waits for a machine, a move off a dead host",
  tag: "tenants",
  params: TenantParams,
  responses: { 202: { description: "Accepted; follow the operation", schema: Accepted } },
  handle: (app, { caller, params, idempotencyKey }) => retry(app, caller, params.idOrName, idempotencyKey),
});
