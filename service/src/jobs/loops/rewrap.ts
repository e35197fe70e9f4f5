import type { Logger } from "pino";
import { OPERATOR_ORGANIZATION } from "../../app/access/operator.ts";
import type { AppContext } from "../../app/context.ts";
import { rewrapAll } from "../../app/secrets/master-keys.ts";
import { recordAudit } from "../../db/audit.ts";
import { takeLeaderLease } from "../../db/kernel/leader-leases.ts";
import { type BackgroundLoop, startBackgroundLoop } from "./background-loop.ts";

export interface RewrapOptions {
  app: AppContext;
  log: Logger;
  /** This process. */
  owner: string;
}

/** Pause between two checks, in milliseconds: a process that still has the old key first may have sealed something meanwhile. */
const EVERY_MS = 60_000;

/** After a rotation of the master key, wraps what older keys have sealed with the current one. */
export function startRewrap({ app, log, owner }: RewrapOptions): BackgroundLoop {
  const [keyId, ...older] = app.envelope.keyIds;
  const loop = startBackgroundLoop({
    name: "master key rotation",
    everyMs: EVERY_MS,
    log,
    async run(signal) {
      if (older.length === 0 || !(await takeLeaderLease(app.db.em(), "rewrap", owner, 2 * EVERY_MS))) return;
      const rewrapped = await rewrapAll(
        app,
        (done) => log.info({ done, keyId }, "values are being sealed with the current master key"),
        signal,
      );
      if (rewrapped === 0) return;
      log.info({ rewrapped, keyId }, "values were sealed with the current master key");
      await recordAudit(app.db.em(), {
        organization: OPERATOR_ORGANIZATION,
        actor: "system:master-keys",
        action: "rewrap",
        subject: keyId,
        detail: { rewrapped },
      });
    },
  });
  loop.runOnce();
  return loop;
}
