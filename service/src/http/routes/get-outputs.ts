import { StackOutputs } from "@freehold/model";
import { z } from "zod";
import { assertPermitted } from "../../app/access/permissions.ts";
import { readOutputs } from "../../app/tenants/read-tenants.ts";
import { defineRoute } from "../route.ts";
import { TenantParams } from "../schemas.ts";

const Query = z.strictObject({
  reveal: z
    .enum(["true", "false"])
    .default("false")
    .meta({ description: "Show secret values instead of `***`; needs `secrets:read`" }),
});

export const getOutputs = defineRoute({
  method: "get",
  path: "/v1/tenants/{idOrName}/outputs",
  id: "getOutputs",
  permission: "tenants:read",
  summary: "The outputs of a tenant's stack",
  tag: "tenants",
  params: TenantParams,
  query: Query,
  responses: { 200: { description: "The outputs, secret values masked unless revealed", schema: StackOutputs } },
  async handle(app, { caller, params, query }) {
    const reveal = query.reveal === "true";
    if (reveal) assertPermitted(caller, "secrets:read");
    return { status: 200, body: await readOutputs(app, caller, params.idOrName, reveal) };
  },
});
