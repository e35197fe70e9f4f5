import type { Approval } from "@freehold/model";
import { listApprovals } from "../../db/approvals.ts";
import type { AppContext, Caller } from "../context.ts";
import { approvalView } from "./approval-view.ts";

const LIMIT = 1000;

/** The newest 1,000 of the caller's organization. */
export async function readApprovals(context: AppContext, { organization }: Caller): Promise<Approval[]> {
  return (await listApprovals(context.db.em(), organization, LIMIT)).map(approvalView);
}
