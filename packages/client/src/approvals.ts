import { Approval, type ApprovalRequest } from "@freehold/model";
import { z } from "zod";
import type { Http } from "./http.ts";
import { Accepted } from "./types.ts";

const Approved = z.object({ approval: Approval, token: z.string() });
export type Approved = z.infer<typeof Approved>;

/** The decision to let an operation lose a machine or a data volume. */
export interface ApprovalsClient {
  /** Approves what a refused operation would have lost; the answer is the only one with the token. */
  approveOperation(id: string, request: z.input<typeof ApprovalRequest>): Promise<Approved>;
  /** Newest first. */
  listApprovals(): Promise<Approval[]>;
  /** Restarts the refused operation; the approval is used up by that. */
  applyApproval(id: string, token: string): Promise<Accepted>;
}

export function createApprovalsClient(http: Http): ApprovalsClient {
  return {
    approveOperation: (id, request) =>
      http.call("POST", `/v1/operations/${encodeURIComponent(id)}/approvals`, Approved, { body: request }),
    listApprovals: () => http.all("/v1/approvals", Approval),
    applyApproval: (id, token) =>
      http.call("POST", `/v1/approvals/${encodeURIComponent(id)}/apply`, Accepted, { body: { token } }),
  };
}
