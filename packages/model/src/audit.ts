import { z } from "zod";

/** A row of the audit log. */
export const AuditEntry = z.object({
  /** Number in the log of the whole installation, from 1 on, without gaps. */
  seq: z.number().int(),
  at: z.iso.datetime(),
  organization: z.string(),
  /** Id of the API key, `anonymous`, or `system:<part>` for what the service did by itself. */
  actor: z.string(),
  /** A route's operation id, such as `createTenant`, or a verb of the service's own. */
  action: z.string(),
  /** What it was done to, such as the id of a tenant. */
  subject: z.string(),
  detail: z.record(z.string(), z.unknown()),
  /** SHA-256 over the hash of the row before, the number, the time and the canonical JSON of the rest. */
  hash: z.string(),
});
export type AuditEntry = z.infer<typeof AuditEntry>;

/** Whether the audit log is as it was written. */
export const AuditVerification = z.object({
  intact: z.boolean(),
  /** Rows that were looked at. */
  rows: z.number().int(),
  /** Signed checkpoints that were looked at. */
  checkpoints: z.number().int(),
  /** The end of the log: note it elsewhere to prove later that nothing was cut off. */
  head: z.object({ seq: z.number().int(), hash: z.string() }),
  /** The first row that is not as it was written. Null when the log is intact. */
  broken: z.object({ seq: z.number().int(), reason: z.string() }).nullable(),
});
export type AuditVerification = z.infer<typeof AuditVerification>;
