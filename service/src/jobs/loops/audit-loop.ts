import type { Logger } from "pino";
import type { FailedLogins } from "../../app/access/failed-logins.ts";
import { signAuditHead } from "../../app/audit/audit-checkpoints.ts";
import { verifyAudit } from "../../app/audit/verify-audit.ts";
import type { AppContext } from "../../app/context.ts";
import { startBackgroundLoop } from "./background-loop.ts";

export interface AuditLoopOptions {
  app: AppContext;
  log: Logger;
  failedLogins: FailedLogins;
}

/** How often the end of the log is signed and failed logins are written, in milliseconds. */
const EVERY_MS = 30_000;

/** Verifies the audit log at the start, then signs its end again and again. What was counted last is written at the stop. */
export function startAuditLoop({ app, log, failedLogins }: AuditLoopOptions): { stop(): Promise<void> } {
  let verified = false;
  const write = async (): Promise<void> => {
    await failedLogins.record(app.db.em());
    const checkpoint = await signAuditHead(app);
    // In the operator's log it is out of reach of who may write to the database.
    if (checkpoint !== undefined) log.info({ ...checkpoint, part: "audit" }, "the end of the audit log");
  };
  const loop = startBackgroundLoop({
    name: "audit log",
    everyMs: EVERY_MS,
    log,
    async run(signal) {
      if (!verified) await verifyAtStart(app, log, signal);
      verified = true;
      await write();
    },
  });
  loop.runOnce();
  return {
    async stop() {
      await loop.stop();
      await write().catch((error: unknown) =>
        log.error({ err: error }, "the end of the audit log could not be signed"),
      );
    },
  };
}

async function verifyAtStart(app: AppContext, log: Logger, signal: AbortSignal): Promise<void> {
  const { intact, broken, rows } = await verifyAudit(app, signal);
  if (intact) return log.info({ rows, part: "audit" }, "the audit log is intact");
  log.error({ broken, part: "audit" }, "the audit log was changed by something other than this service");
}
