import { AuditEntry, AuditVerification } from "@freehold/model";
import { z } from "zod";
import type { Http } from "./http.ts";

/** Which entries of the audit log are asked for. */
export interface ListAuditOptions {
  /** 1 to 200. @default 50 */
  limit?: number;
  /** `nextCursor` of the page before. @default - from the newest on */
  cursor?: string;
  /** Id of an API key, or `system:<part>`. */
  actor?: string;
  /** Such as `createTenant`. */
  action?: string;
  /** Such as a tenant's id. */
  subject?: string;
  /** ISO 8601: this time or later. */
  since?: string;
  /** ISO 8601: before this time. */
  until?: string;
}

const AuditPage = z.object({ items: z.array(AuditEntry), nextCursor: z.string().nullable() });
export type AuditPage = z.infer<typeof AuditPage>;

/** What was done, and by whom. */
export interface AuditClient {
  /** The organization's own entries, newest first. */
  listAudit(options?: ListAuditOptions): Promise<AuditPage>;
  /** Whether the log of the whole installation is as it was written; for the operator. */
  verifyAudit(): Promise<AuditVerification>;
}

export function createAuditClient(http: Http): AuditClient {
  return {
    listAudit: (query = {}) => http.call("GET", "/v1/audit", AuditPage, { query: { ...query } }),
    verifyAudit: () => http.call("GET", "/v1/audit/verification", AuditVerification),
  };
}
