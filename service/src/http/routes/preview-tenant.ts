import { Placement, PolicyFinding, ResourceSummary } from "@freehold/model";
import { z } from "zod";
import { previewTenant as preview } from "../../app/tenants/preview-tenant.ts";
import { defineRoute } from "../route.ts";
import { MachineTypeSummary, Money, OfferAge, Price, SignupBody } from "../schemas.ts";

/** Whether the organization may have one tenant more; a signup would be refused with `refusal`. */
const QuotaVerdict = z.object({
  allowed: z.boolean(),
  counts: z.array(z.object({ kind: z.enum(["tenants", "machines"]), limit: z.number().nullable(), used: z.number() })),
  refusal: z.object({ code: z.literal("quota_exceeded"), detail: z.string(), nextStep: z.string() }).optional(),
});

const Preview = OfferAge.extend({
  host: z.string(),
  placement: Placement,
  available: z.boolean(),
  machineType: MachineTypeSummary,
  resources: z.array(ResourceSummary),
  price: Price,
  costPerMonth: Money,
  quota: QuotaVerdict,
  warnings: z.array(z.string()),
  findings: z.array(PolicyFinding),
});

export const previewTenant = defineRoute({
  method: "post",
  path: "/v1/tenants/preview",
  id: "previewTenant",
  callsUpstream: true,
  permission: "tenants:read",
  unaudited: "nothing is changed: it is a question that needs a body",
  summary: "What a signup would build and cost; builds nothing",
  tag: "tenants",
  body: SignupBody,
  responses: { 200: { description: "What would be built", schema: Preview } },
  handle: async (app, { caller, body }) => {
    const { asOf, ...shown } = await preview(app, caller, body);
    return { status: 200, body: { ...shown, asOf: asOf.toISOString() } };
  },
});
