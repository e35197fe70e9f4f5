import { PolicyFinding, ResourceSummary, SettingChange, TenantChanges } from "@freehold/model";
import { z } from "zod";
import { previewChange as preview } from "../../app/tenants/preview-change.ts";
import { defineRoute } from "../route.ts";
import { Money, TenantParams } from "../schemas.ts";

const ChangePreview = z.object({
  settings: z.array(SettingChange).describe("The settings that would differ, and when each acts"),
  resources: z
    .array(ResourceSummary.extend({ op: z.enum(["create", "update", "delete"]) }))
    .describe("What the update would change; empty where there is none to carry out"),
  costPerMonth: z
    .object({ before: Money.nullable(), after: Money.nullable() })
    .describe("Of the machine, before tax: settings cost nothing. Null: hardware of the operator's own, or not known"),
  updates: z.boolean().describe("Whether an update would begin at once"),
  warnings: z.array(z.string()),
  findings: z.array(PolicyFinding),
});

export const previewChange = defineRoute({
  method: "post",
  path: "/v1/tenants/{idOrName}/preview",
  id: "previewChange",
  permission: "tenants:read",
  unaudited: "nothing is changed: it is a question that needs a body",
  summary: "What a change of a tenant would come to, and when each setting acts; changes nothing",
  tag: "tenants",
  params: TenantParams,
  body: TenantChanges,
  responses: { 200: { description: "What would be changed", schema: ChangePreview } },
  handle: async (app, { caller, params, body }) => ({
    status: 200,
    body: await preview(app, caller, params.idOrName, body),
  }),
});
