import { randomUUID } from "node:crypto";
import type { Engine } from "@freehold/engine";
import { retireLostSandbox } from "../app/accounts/retire-lost-sandbox.ts";
import type { Config } from "../config/config.ts";
import { endLeaderLeasesOf } from "../db/kernel/leader-leases.ts";
import { agreeOnFact } from "../db/kernel/service-facts.ts";
import { checkAccounts } from "../jobs/accounts/check-accounts.ts";
import { checkZones } from "../jobs/accounts/check-zones.ts";
import { startWebhookDelivery } from "../jobs/loops/deliver-webhooks.ts";
import { startGoldenImages } from "../jobs/loops/golden-images.ts";
import { startLedger } from "../jobs/loops/ledger.ts";
import { startRewrap } from "../jobs/loops/rewrap.ts";
import { startHostWatch } from "../jobs/loops/watch-hosts.ts";
import { startReachabilityWatch } from "../jobs/loops/watch-reachability.ts";
import { formatOwner } from "../jobs/runner/lease-owner.ts";
import { startWorkers } from "../jobs/runner/worker.ts";
import { recordTemplateVersions } from "../jobs/tenants/record-template-versions.ts";
import { createLeaseBook } from "../state-fence/lease-book.ts";
import { openStateFence } from "../state-fence/state-fence.ts";
import type { Foundation } from "./foundation.ts";
import type { ServiceParts } from "./service-parts.ts";

/** Everything that is done without being asked for: operations, and the loops behind them. */
export async function startWork(
  config: Config,
  parts: Pick<ServiceParts, "jobs" | "forceStop">,
  foundation: Foundation,
  engine: Engine,
): Promise<void> {
  const { db, self, signals, queue, gateway, app, log, closers } = foundation;
  const owner = formatOwner(self);
  // Closed last of what follows: another process need not wait for the end of this one's leader leases.
  closers.add(() => endLeaderLeasesOf(db.em(), owner));
  // Before the first signup, so that it is not the one to find an account full or its token wrong.
  await checkAccounts({ app, log, owner }).catch((error: unknown) =>
    log.error({ err: error }, "the accounts could not be checked; they are again later"),
  );
  // A sandbox's tokens may do everything.
  if (app.clouds.kind === "live") await checkZones({ app, log });
  const lost = await retireLostSandbox(app);
  if (lost > 0) log.warn({ tenants: lost }, "the sandbox of earlier tenants is gone; they are marked failed");

  await recordTemplateVersions(app, engine, log);

  const fence = closers.adopt(
    await openStateFence({
      ...{ backendUrl: config.backendUrl, leases: createLeaseBook(db), log },
      installation: await agreeOnFact(db.em(), "installation", randomUUID()),
    }),
  );
  const leaseMs = config.leaseSec * 1000;
  const { workers: concurrency } = config;
  const workers = await startWorkers({
    ...{ app, engine, gateway, fence, signals, log, queue, self, leaseMs, concurrency },
    limits: config.runningLimits,
    ...(parts.jobs && { jobs: parts.jobs }),
  });
  parts.forceStop?.addEventListener("abort", () => log.warn("asked again to end: what runs is put back at once"));
  closers.add(async () => {
    const running = workers.running();
    if (running > 0) log.info({ running, drainSec: config.drainSec }, "the service stops and lets what runs end");
    await workers.stop(config.drainSec * 1000, parts.forceStop);
  });

  const rewrap = startRewrap({ app, log, owner });
  closers.add(() => rewrap.stop());
  const webhooks = startWebhookDelivery({ app, log });
  closers.add(() => webhooks.stop());

  const watch = startHostWatch({
    ...{ app, log, owner },
    everyMs: config.hostCheckSec * 1000,
    timeoutMs: config.hostCheckTimeoutSec * 1000,
    failures: config.hostChecks,
  });
  closers.add(() => watch.stop());

  const ledger = startLedger({
    ...{ app, gateway, log, owner },
    sweepMs: config.sweepSec * 1000,
    confirmMs: config.sweepConfirmSec * 1000,
    share: config.sweepPercent / 100,
    breaker: { share: config.breakerPercent / 100, atLeast: 3 },
  });
  closers.add(() => ledger.stop());

  if (config.reachability.everySec > 0) {
    const everyMs = config.reachability.everySec * 1000;
    const reachability = startReachabilityWatch({ app, log, owner, everyMs });
    closers.add(() => reachability.stop());
  }

  if (config.goldenImages !== undefined) {
    const images = startGoldenImages({ app, engine, gateway, log, owner, template: config.goldenImages });
    closers.add(() => images.stop());
  }
}
