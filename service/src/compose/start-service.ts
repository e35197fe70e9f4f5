import type { Engine } from "@freehold/engine";
import { openBackupSocket } from "../backup/backup-socket.ts";
import { ownSource } from "../backup/backup-source.ts";
import { takeBackup } from "../backup/take-backup.ts";
import type { Config } from "../config/config.ts";
import { allOpened } from "./all-opened.ts";
import { assertLiveComplete } from "./assert-live-complete.ts";
import { assertStateIsHere } from "./assert-state-is-here.ts";
import { type Closers, createClosers } from "./closers.ts";
import { type Foundation, openFoundation } from "./foundation.ts";
import { openAdminKey } from "./keys.ts";
import { lockHome } from "./lock-home.ts";
import { createLogger, secretsOf } from "./logger.ts";
import { openEngine } from "./open-engine.ts";
import { openApi, openWorkerEndpoint } from "./open-http.ts";
import type { ServiceParts } from "./service-parts.ts";
import { startWork } from "./start-work.ts";

/** A process of the service that does what its role asks. */
export interface ServiceProcess {
  /** Base address, without a slash at the end: of the API, or of a worker's own health and metrics. */
  url: string;
  /** Stops taking work, lets what runs end for as long as the configuration says, puts the rest back, and lets go of everything. */
  close(): Promise<void>;
}

/** A service in one process. */
export interface Service extends ServiceProcess, Pick<Foundation, "db" | "clouds" | "sandbox" | "gateway" | "app"> {
  /** The operator's API key. */
  adminKey: string;
  engine: Engine;
}

/**
 * Starts what the configuration's role asks for. What was opened is closed when a later part fails.
 *
 * @throws FreeholdError `invalid_request` before anything is opened when no tenant could ever be built
 */
export async function startProcess(config: Config, parts: ServiceParts = {}): Promise<ServiceProcess> {
  if (config.clouds.kind === "live" && parts.clouds === undefined) assertLiveComplete(config.clouds);
  switch (config.role) {
    case "all":
      return startService(config, parts);
    case "api":
      return started((closers) => openApiProcess(config, parts, closers));
    case "worker":
      return started((closers) => openWorkerProcess(config, parts, closers));
  }
}

/** Starts a service in this one process, whatever role the configuration names. */
export async function startService(config: Config, parts: ServiceParts = {}): Promise<Service> {
  return started((closers) => openService(config, parts, closers));
}

/** HTTP and what writes operations down; carries none out, and runs no engine. */
async function openApiProcess(config: Config, parts: ServiceParts, closers: Closers): Promise<ServiceProcess> {
  const foundation = await openFoundation(config, parts, { log: logOf(config, parts), closers });
  closers.add(() => foundation.queue.stop());
  await openAdminKey(config, foundation.db);
  return up(config, foundation, await openApi(config, parts, foundation));
}

/** Operations and background loops. */
async function openWorkerProcess(config: Config, parts: ServiceParts, closers: Closers): Promise<ServiceProcess> {
  const { foundation, engine } = await openWithEngine(config, parts, closers);
  await startWork(config, parts, foundation, engine);
  return up(config, foundation, await openWorkerEndpoint(config, foundation));
}

async function openService(config: Config, parts: ServiceParts, closers: Closers): Promise<Service> {
  const { foundation, engine } = await openWithEngine(config, parts, closers);
  const { db, clouds, gateway, app, sandbox } = foundation;
  const adminKey = await openAdminKey(config, db);
  await startWork(config, parts, foundation, engine);
  const running = up(config, foundation, await openApi(config, parts, foundation));
  return { ...running, adminKey, db, engine, clouds, gateway, app, ...(sandbox && { sandbox }) };
}

/** The engine and the embedded database are one process's own, and so is the home that they are in. */
async function openWithEngine(config: Config, parts: ServiceParts, closers: Closers) {
  const log = logOf(config, parts);
  closers.add(await lockHome(config.home));
  const [foundation, engine] = await allOpened([
    openFoundation(config, parts, { log, closers }),
    (parts.engine === undefined ? openEngine(config, log) : Promise.resolve(parts.engine)).then(closers.adopt),
  ]);
  if (config.database.kind === "pglite" && config.database.dataDir !== undefined)
    closers.add(await openBackupSocket(config.home, (folder) => takeBackup(ownSource(config, foundation.db), folder)));
  // Where an engine that a caller brings keeps its state, nobody here knows.
  if (parts.engine === undefined) await assertStateIsHere(config, foundation.db);
  return { foundation, engine };
}

function up(config: Config, { db, clouds, log, closers }: Foundation, url: string): ServiceProcess {
  const { role, home } = config;
  log.info({ url, role, home, database: db.kind, clouds: clouds.kind }, "service is up");
  return { url, close: () => closers.close() };
}

function logOf(config: Config, { log }: ServiceParts) {
  return log ?? createLogger(config.logLevel, process.stdout, secretsOf(config));
}

async function started<Started>(open: (closers: Closers) => Promise<Started>): Promise<Started> {
  const closers = createClosers();
  try {
    return await open(closers);
  } catch (error) {
    await closers.close();
    throw error;
  }
}
