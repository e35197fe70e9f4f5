import { requestTenant } from "../../app/tenants/request-tenant.ts";
import { defineRoute } from "../route.ts";
import { Accepted, SignupBody } from "../schemas.ts";

/** 202: the tenant's row exists, the machine does not yet. Follow `operation`. */
export const createTenant = defineRoute({
  method: "post",
  path: "/v1/tenants",
  id: "createTenant",
  permission: "tenants:write",
  summary: "Sign a tenant up",
  tag: "tenants",
  body: SignupBody,
  responses: { 202: { description: "Accepted; follow the operation", schema: Accepted } },
  handle: (app, { caller, body, idempotencyKey }) => requestTenant(app, caller, body, idempotencyKey),
});
