import { AuditEntry, AuditVerification } from "@freehold/model";
import { z } from "zod";
import { readAudit } from "../../app/audit/read-audit.ts";
import { verifyAuditFor } from "../../app/audit/verify-audit.ts";
import { defineRoute } from "../route.ts";

const tag = "audit";
const Text = z.string().min(1).max(200).optional();
const Time = z.iso
  .datetime()
  .transform((text) => new Date(text))
  .optional();

const Query = z.strictObject({
  limit: z.coerce.number().int().min(1).max(200).default(50).meta({ description: "Entries per page" }),
  cursor: z.string().max(20).optional().meta({ description: "`nextCursor` of the page before" }),
  actor: Text.meta({ description: "Only what this API key did; `system:<part>` for the service itself" }),
  action: Text.meta({ description: "Only this action, such as `createTenant`" }),
  subject: Text.meta({ description: "Only what was done to this, such as a tenant's id" }),
  since: Time.meta({ description: "Only entries of this time or later" }),
  until: Time.meta({ description: "Only entries before this time" }),
});

const listAudit = defineRoute({
  method: "get",
  path: "/v1/audit",
  id: "listAudit",
  permission: "audit:read",
  summary: "What was done in the organization, and by whom, newest first",
  tag,
  query: Query,
  responses: {
    200: {
      description: "One page",
      schema: z.object({ items: z.array(AuditEntry), nextCursor: z.string().nullable() }),
    },
  },
  handle: async (app, { caller, query }) => ({ status: 200, body: await readAudit(app, caller, query) }),
});

const verifyAudit = defineRoute({
  method: "get",
  path: "/v1/audit/verification",
  id: "verifyAudit",
  permission: "platform:admin",
  summary: "Whether the audit log of the whole installation is as it was written (operator)",
  tag,
  responses: { 200: { description: "The first row that is not, if any", schema: AuditVerification } },
  handle: async (app, { caller }) => ({ status: 200, body: await verifyAuditFor(app, caller) }),
});

export const AUDIT_ROUTES = [listAudit, verifyAudit];
