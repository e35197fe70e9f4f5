import type { Sandbox } from "@freehold/sandbox";
import type { Logger } from "pino";
import type { ConfiguredClouds } from "../app/accounts/clouds-port.ts";
import { registerAccounts } from "../app/accounts/register-accounts.ts";
import type { AppContext } from "../app/context.ts";
import { bringHostctl } from "../app/hosts/bring-hostctl.ts";
import { newId } from "../app/new-id.ts";
import { createDiskSpace } from "../app/operations/disk-space.ts";
import type { Signals } from "../app/operations/signals.ts";
import type { CloudProbe } from "../app/placement/cloud-probe-port.ts";
import { createLiveOffers } from "../app/placement/live-offers.ts";
import type { Config } from "../config/config.ts";
import { type Database, openDatabase } from "../db/kernel/database.ts";
import { callsNeeded } from "../gateway/calls-needed.ts";
import { type Gateway, openGateway } from "../gateway/gateway.ts";
import { createLeaseOwner, type LeaseOwner } from "../jobs/runner/lease-owner.ts";
import { openQueue, type PgBossQueue } from "../jobs/runner/pg-boss-queue.ts";
import { createCustomerUrls } from "../outbound/customer-url.ts";
import { createPublicHosts } from "../outbound/public-hosts.ts";
import { builtInPolicies, loadPolicies } from "../policies/index.ts";
import { allOpened } from "./all-opened.ts";
import { createAskAccount } from "./ask-account.ts";
import type { Closers } from "./closers.ts";
import { createCloudProbe } from "./cloud-probe.ts";
import { createDnsLookup } from "./dns-lookup.ts";
import { freeMib } from "./free-mib.ts";
import { openEnvelope } from "./keys.ts";
import { type OpenClouds, openClouds } from "./open-clouds.ts";
import { openReachability } from "./open-reachability.ts";
import { openSignals } from "./open-signals.ts";
import { openTemplates } from "./open-templates.ts";
import type { ServiceParts } from "./service-parts.ts";

/** What every process of the service stands on, whatever its role. */
export interface Foundation {
  db: Database;
  clouds: ConfiguredClouds;
  /** Present when the clouds are emulated in this process. */
  sandbox?: Sandbox;
  /** This process, as it is written into leases and turns. */
  self: LeaseOwner;
  signals: Signals;
  queue: PgBossQueue;
  /** Each process has one of its own; the accounts' budgets are in the database. */
  gateway: Gateway;
  app: AppContext;
  log: Logger;
  closers: Closers;
}

export async function openFoundation(
  config: Config,
  parts: ServiceParts,
  { log, closers }: { log: Logger; closers: Closers },
): Promise<Foundation> {
  const templates = openTemplates(config.templateFolders, config.goldenImages);
  const [db, { clouds, sandbox, internet }] = await allOpened([
    openDatabase(config.database).then(closers.adopt),
    parts.clouds === undefined
      ? openClouds(config, closers, parts.keepSandbox)
      : Promise.resolve<OpenClouds>({ clouds: parts.clouds }),
  ]);
  const outbound = config.privateTargets === undefined ? {} : { privateTargets: config.privateTargets };
  const publicHosts = createPublicHosts(outbound);
  const envelope = await openEnvelope(config, db);
  await registerAccounts({ db, clouds, envelope });

  const self = createLeaseOwner();
  const signals = await openSignals(config.database, { db, self, log, closers });
  const queue = await openQueue({ db, log });
  signals.onWorkWaiting(() => queue.wake());
  const gateway = closers.adopt(
    await openGateway({
      db,
      log: log.child({ part: "gateway" }),
      publicHosts,
      timeoutMs: callTimeoutMs(config.leaseSec * 1000),
      ...(config.callsPerHour && { callsPerHour: config.callsPerHour }),
    }),
  );
  const offerSession = gateway.openSession("offers", () => true);
  const probe =
    parts.probe ??
    createCloudProbe((signal) =>
      signal ? gateway.openSession("requests", () => true, { signal, isOwn: true }) : offerSession,
    );
  const app: AppContext = {
    db,
    clouds,
    probe,
    askAccount: createAskAccount(gateway, clouds),
    offers: openOffers(config, { db, probe, clouds, log, closers }),
    // Workers of other processes are to look too.
    queue: { send: queue.send, wake: () => signals.workWaits() },
    callsNeeded: () => callsNeeded(clouds),
    signals,
    envelope,
    dns: createDnsLookup(config.dnsResolvers),
    oneMayApproveAndApply: config.approval === "one-person",
    reachability: parts.reachability ?? (await openReachability(config.reachability, internet)),
    bringHostctl: parts.bringHostctl ?? bringHostctl,
    policies: [
      ...builtInPolicies(config.policies),
      ...(config.policyFolder === undefined ? [] : await loadPolicies(config.policyFolder)),
    ],
    disk: createDiskSpace({ folder: config.home, minFreeMib: config.minFreeMib, freeMib: parts.freeMib ?? freeMib }),
    customerUrls: createCustomerUrls(outbound),
    publicHosts,
    templates: templates.table,
    templateFolders: templates.folders,
    settings: {
      fallback: config.fallback,
      capacityRetryMs: config.capacityRetrySec * 1000,
      retries: config.retries,
      retryMs: config.retryMs,
    },
    ledger: ledgerSettings(config),
    heartbeats: { lostSec: config.heartbeatLostSec, ...(config.publicUrl && { publicUrl: config.publicUrl }) },
    now: () => new Date(),
    newId,
  };
  // Before the offers are closed: a question that waits for its account's budget must not keep the service from ending.
  closers.add(async () => offerSession.end());
  return { db, clouds, ...(sandbox && { sandbox }), self, signals, queue, gateway, app, log, closers };
}

/** Longest that a vendor may take to answer, where the lease of an operation allows it. */
const CALL_MS = 45_000;

/**
 * A call that is sent at a lease's last moment has ended before another worker may begin: a lease's length after its end at the earliest.
 */
function callTimeoutMs(leaseMs: number): number {
  return Math.min(CALL_MS, 2 * leaseMs - 500);
}

/** What the clouds sell, asked by their own APIs. */
function openOffers(
  config: Config,
  { db, probe, clouds, log, closers }: Pick<Foundation, "db" | "clouds" | "log" | "closers"> & { probe: CloudProbe },
): AppContext["offers"] {
  const onFailure = (cloud: string, error: unknown): void =>
    log.warn({ err: error, cloud }, "the cloud does not report what it sells; what is known of it is taken");
  const maxAgeMs = config.offerRefreshSec * 1000;
  return closers.adopt(createLiveOffers({ db, probe, kind: clouds.kind, now: () => new Date(), maxAgeMs, onFailure }));
}

function ledgerSettings({ heal, orphanGraceSec, orphanRemovalSec }: Config): AppContext["ledger"] {
  const removal = orphanRemovalSec === undefined ? {} : { orphanRemovalMs: orphanRemovalSec * 1000 };
  return { heal, orphanGraceMs: orphanGraceSec * 1000, ...removal };
}
