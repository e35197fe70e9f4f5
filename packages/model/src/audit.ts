import { z } from "zod";

/** A row of the audit log. */
export const AuditEntry = z.object({
  seq: z.number().int().describe("Number in the log of the whole installation, from 1 on, without gaps"),
  at: z.iso.datetime(),
  organization: z.string(),
  actor: z.string().describe("Id of the API key, `anonymous`, or `system:<part>` for what the service did by itself"),
  action: z.string().describe("A route's operation id, such as `createTenant`, or a verb of the service's own"),
  subject: z.string().describe("What it was done to, such as the id of a tenant"),
  detail: z.record(z.string(), z.unknown()),
  hash: z
    .string()
    .describe("SHA-256 over the hash of the row before, the number, the time and the canonical JSON of the rest"),
});
export type AuditEntry = z.infer<typeof AuditEntry>;

/** Whether the audit log is as it was written. */
export const AuditVerification = z.object({
  intact: z.boolean(),
  rows: z.number().int().describe("Rows that were looked at"),
  checkpoints: z.number().int().describe("Signed checkpoints that were looked at"),
  head: z
    .object({ seq: z.number().int(), hash: z.string() })
    .describe("The end of the log: note it elsewhere to prove later that nothing was cut off"),
  broken: z
    .object({ seq: z.number().int(), reason: z.string() })
    .nullable()
    .describe("The first row that is not as it was written. Null when the log is intact"),
});
export type AuditVerification = z.infer<typeof AuditVerification>;
