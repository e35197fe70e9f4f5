import { Approval, ApprovalRequest } from "@freehold/model";
import { z } from "zod";
import { applyApproval as apply } from "../../app/operations/apply-approval.ts";
import { approveOperation as approve } from "../../app/operations/approve-operation.ts";
import { readApprovals } from "../../app/operations/read-approvals.ts";
import { PageQuery, pageOf, pageSchema } from "../page.ts";
import { defineRoute, type Route } from "../route.ts";
import { Accepted, OperationParams, PathName } from "../schemas.ts";

const tag = "operations";

const approveOperation = defineRoute({
  method: "post",
  path: "/v1/operations/{id}/approvals",
  id: "approveOperation",
  permission: "approvals:write",
  summary: "Approve what an operation would have lost; the token is shown once and ends by itself",
  tag,
  params: OperationParams,
  body: ApprovalRequest,
  responses: { 201: { description: "Approved", schema: z.object({ approval: Approval, token: z.string() }) } },
  handle: async (app, { caller, params, body }) => ({ status: 201, body: await approve(app, caller, params.id, body) }),
});

const listApprovals = defineRoute({
  method: "get",
  path: "/v1/approvals",
  id: "listApprovals",
  permission: "approvals:read",
  summary: "The approvals of the organization, newest first",
  tag,
  query: PageQuery,
  responses: { 200: { description: "The approvals", schema: pageSchema(Approval) } },
  handle: async (app, { caller, query }) => ({ status: 200, body: pageOf(await readApprovals(app, caller), query) }),
});

const applyApproval = defineRoute({
  method: "post",
  path: "/v1/approvals/{id}/apply",
  id: "applyApproval",
  permission: "tenants:write",
  summary: "Restart the refused operation, with the approval; it is used up by that",
  tag,
  params: z.strictObject({ id: PathName.meta({ description: "The approval's id" }) }),
  body: z.strictObject({ token: z.string().min(1).max(200) }),
  responses: { 202: { description: "The operation waits to be carried out", schema: Accepted } },
  handle: async (app, { caller, params, body }) => ({
    status: 202,
    body: await apply(app, caller, params.id, body.token),
  }),
});

export const APPROVAL_ROUTES: readonly Route[] = [approveOperation, listApprovals, applyApproval];
