import { ResourceSummary } from "@freehold/model";
import { z } from "zod";
import { previewTenant as preview } from "../../app/preview-tenant.ts";
import { defineRoute } from "../route.ts";
import { MachineTypeSummary, Money, SignupBody } from "../schemas.ts";

const Preview = z.object({
  host: z.string(),
  machineType: MachineTypeSummary,
  resources: z.array(ResourceSummary),
  costPerMonth: Money,
});

export const previewTenant = defineRoute({
  method: "post",
  path: "/v1/tenants/preview",
  id: "previewTenant",
  summary: "What a signup would build and cost; builds nothing",
  tag: "tenants",
  body: SignupBody,
  answers: { 200: { description: "What would be built", schema: Preview } },
  handle: async (app, { caller, body }) => ({ status: 200, body: await preview(app, caller, body) }),
});
