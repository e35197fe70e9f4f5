import path from "node:path";
import { createEngine, type Engine } from "@freehold/engine";
import type { Sandbox } from "@freehold/sandbox";
import type { Logger } from "pino";
import { checkAccounts } from "../app/check-accounts.ts";
import type { CloudProbe } from "../app/cloud-probe-port.ts";
import type { ConfiguredClouds } from "../app/clouds-port.ts";
import type { AppContext } from "../app/context.ts";
import { newId } from "../app/ids.ts";
import { createLiveOffers } from "../app/live-offers.ts";
import { registerAccounts } from "../app/register-accounts.ts";
import { retireLostSandbox } from "../app/retire-lost-sandbox.ts";
import { createSignals } from "../app/signals.ts";
import type { Config } from "../config.ts";
import { type Database, openDatabase } from "../db/database.ts";
import { type Gateway, openGateway } from "../gateway/gateway.ts";
import { createHttpApp } from "../http/app.ts";
import { startGoldenImages } from "../jobs/golden-images.ts";
import { createLeaseOwner, formatOwner } from "../jobs/lease-owner.ts";
import { openQueue } from "../jobs/pg-boss-queue.ts";
import type { WorkerOptions } from "../jobs/run-operation.ts";
import { startHostWatch } from "../jobs/watch-hosts.ts";
import { startWorkers } from "../jobs/worker.ts";
import { type Closers, createClosers } from "./closers.ts";
import { createCloudProbe } from "./cloud-probe.ts";
import { createDnsLookup } from "./dns-lookup.ts";
import { lockHome } from "./home-lock.ts";
import { openAdminKey, openEnvelope } from "./keys.ts";
import { listen } from "./listen.ts";
import { liveClouds } from "./live-clouds.ts";
import { createLogger } from "./logger.ts";
import { openSandbox } from "./sandbox-access.ts";
import { sandboxClouds } from "./sandbox-clouds.ts";
import { VERSION } from "./version.ts";

/** Parts that a caller brings instead of having them made. */
export interface ServiceParts {
  /** @default - the Pulumi engine that the configuration names */
  engine?: Engine;
  /** @default - those that the configuration names */
  clouds?: ConfiguredClouds;
  /** @default - the clouds' own APIs */
  probe?: CloudProbe;
  /** @default - JSON lines on standard output */
  log?: Logger;
  /** @default - those of this version */
  jobs?: WorkerOptions["jobs"];
}

/** A service that answers. */
export interface Service {
  /** Base address, without a slash at the end. */
  url: string;
  /** The operator's API key. */
  adminKey: string;
  db: Database;
  engine: Engine;
  clouds: ConfiguredClouds;
  /** Present when the clouds are emulated in this process. */
  sandbox?: Sandbox;
  app: AppContext;
  /** Stops taking work, lets what runs end for as long as the configuration says, puts the rest back, and lets go of everything. */
  close(): Promise<void>;
}

/** The composition root: makes every part once and ties them together. What was opened is closed when a later part fails. */
export async function startService(config: Config, parts: ServiceParts = {}): Promise<Service> {
  const closers = createClosers();
  try {
    return await openService(config, parts, closers);
  } catch (error) {
    await closers.close();
    throw error;
  }
}

async function openService(config: Config, parts: ServiceParts, closers: Closers): Promise<Service> {
  const log = parts.log ?? createLogger(config.logLevel);
  closers.add(await lockHome(config.home));
  const envelope = await openEnvelope(config);
  const { db, engine, clouds, sandbox } = await openParts(config, parts, log, closers);
  const adminKey = await openAdminKey(config, db);
  await registerAccounts({ db, clouds, envelope });

  const signals = createSignals();
  const queue = await openQueue({ db, log });
  const gateway = closers.adopt(await openGateway({ db, log: log.child({ part: "gateway" }) }));
  const probe = parts.probe ?? createCloudProbe(gateway.open("offers", () => true));
  const app: AppContext = {
    ...{ probe, offers: openOffers(config, probe, db, clouds, log, closers) },
    ...{
      db,
      clouds,
      queue,
      signals,
      envelope,
      now: () => new Date(),
      newId,
      dns: createDnsLookup(config.dnsResolvers),
    },
    settings: {
      fallback: config.fallback,
      capacityRetryMs: config.capacityRetrySec * 1000,
      retries: config.retries,
      retryMs: config.retryMs,
    },
  };
  await lookAtAccounts(app, log);
  const lost = await retireLostSandbox(app);
  if (lost > 0) log.warn({ tenants: lost }, "the sandbox of earlier tenants is gone; they are marked failed");

  const leaseMs = config.leaseSec * 1000;
  const { workers: concurrency } = config;
  const self = createLeaseOwner();
  const workers = await startWorkers({
    app,
    engine,
    gateway,
    signals,
    log,
    queue,
    self,
    leaseMs,
    concurrency,
    ...parts,
  });
  closers.add(() => workers.stop(config.drainSec * 1000));

  const watch = startHostWatch({
    app,
    log,
    everyMs: config.hostCheckSec * 1000,
    timeoutMs: config.hostCheckTimeoutSec * 1000,
    failures: config.hostChecks,
  });
  closers.add(() => watch.stop());

  if (config.goldenImages !== undefined) {
    const owner = formatOwner(self);
    const images = startGoldenImages({ app, engine, gateway, log, owner, template: config.goldenImages });
    closers.add(() => images.stop());
  }

  const url = await openHttp(config, app, gateway, log, closers);
  log.info({ url, home: config.home, database: db.kind, clouds: clouds.kind }, "service is up");
  return { url, adminKey, db, engine, clouds, app, ...(sandbox && { sandbox }), close: () => closers.close() };
}

/** What the clouds sell, asked by their own APIs. */
function openOffers(
  config: Config,
  probe: CloudProbe,
  db: Database,
  { kind }: ConfiguredClouds,
  log: Logger,
  closers: Closers,
): AppContext["offers"] {
  const onFailure = (cloud: string, error: unknown): void =>
    log.warn({ err: error, cloud }, "the cloud does not tell what it sells; what is known of it is taken");
  const refreshMs = config.offerRefreshSec * 1000;
  return closers.adopt(createLiveOffers({ db, probe, kind, now: () => new Date(), refreshMs, onFailure }));
}

/** Before the first signup, so that it is not the one to find an account full or its token wrong. */
async function lookAtAccounts(app: AppContext, log: Logger): Promise<void> {
  try {
    const refused = await checkAccounts(app);
    if (refused.length > 0) log.warn({ accounts: refused }, "clouds refuse the credentials of accounts");
  } catch (error) {
    log.error({ err: error }, "the accounts could not be looked at; they are again later");
  }
}

/** What takes its time and does not need each other, opened at the same time. */
async function openParts(config: Config, parts: ServiceParts, log: Logger, closers: Closers) {
  const [db, engine, { clouds, sandbox }] = await allOpened([
    openDatabase(config.database).then(closers.adopt),
    openEngine(config, parts, log).then(closers.adopt),
    openClouds(config, parts, closers),
  ]);
  return { db, engine, clouds, sandbox };
}

/** Waits for all, also when one fails: what is opened late must be there to be closed. */
async function allOpened<Parts extends readonly unknown[]>(
  opening: {
    [Key in keyof Parts]: Promise<Parts[Key]>;
  },
): Promise<Parts> {
  await Promise.allSettled(opening);
  return Promise.all(opening) as Promise<Parts>;
}

async function openClouds(
  config: Config,
  parts: ServiceParts,
  closers: Closers,
): Promise<{ clouds: ConfiguredClouds; sandbox?: Sandbox }> {
  if (parts.clouds !== undefined) return { clouds: parts.clouds };
  if (config.clouds.kind === "live") return { clouds: liveClouds(config.clouds) };
  const access = await openSandbox(config.clouds, config.cacheDir);
  const clouds = sandboxClouds(access, config.clouds);
  return access.own === undefined ? { clouds } : { clouds, sandbox: closers.adopt(access.own) };
}

async function openEngine(config: Config, parts: ServiceParts, log: Logger): Promise<Engine> {
  if (parts.engine !== undefined) return parts.engine;
  return createEngine({
    pulumiBin: config.pulumiBin,
    home: path.join(config.home, "engine"),
    standIns: config.clouds.kind === "sandbox",
    poolSize: config.workers,
    silenceMs: config.silenceSec * 1000,
    stageMs: Object.fromEntries(Object.entries(config.stageSec).map(([stage, seconds]) => [stage, seconds * 1000])),
    inventoryDelayMs: config.inventoryPauseSec * 1000,
    ...(config.backendUrl !== undefined && { backendUrl: config.backendUrl }),
    log: (level, message, fields) => log[level === "warning" ? "warn" : level]({ ...fields, part: "engine" }, message),
  });
}

async function openHttp(
  config: Config,
  app: AppContext,
  { traffic }: Gateway,
  log: Logger,
  closers: Closers,
): Promise<string> {
  const closing = new AbortController();
  const http = createHttpApp({ app, traffic, log, version: VERSION, closing: closing.signal });
  const listening = await listen(http, config.host, config.port);
  closers.add(async () => {
    closing.abort();
    await listening.close();
  });
  return listening.url;
}
