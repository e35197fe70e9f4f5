import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { isFreeholdError } from "@freehold/model";
import { untilAskedToStop } from "@freehold/sandbox/until-asked-to-stop";
import { assertPortFree } from "../compose/listen.ts";
import { logDestination } from "../compose/log-destination.ts";
import { createLogger } from "../compose/logger.ts";
import { type Service, startService } from "../compose/start-service.ts";
import { readConfig } from "../config/config.ts";
import { sentenceOf } from "../sentence-of.ts";
import { DEMO_USAGE, type DemoOptions, readDemoOptions } from "./options.ts";
import { runDemo } from "./run-demo.ts";

/** The demo stands on its own: of the environment it takes only where the tools are, and the machines' SSH port. */
const { FREEHOLD_PULUMI_BIN, FREEHOLD_CACHE, FREEHOLD_SSH_PORT, PORT } = process.env;

const options = readOptions();
if (options === "help") {
  console.log(DEMO_USAGE);
  process.exit(0);
}
const home = await mkdtemp(path.join(tmpdir(), "freehold-demo-"));
const interrupted = untilAskedToStop();
let service: Service | undefined;
try {
  service = await startDemoService(options);
  const finished = runDemo({ options, service, home, err: process.stderr });
  const result = await Promise.race([finished, interrupted]);
  if (result === undefined) {
    process.exitCode = 130;
  } else {
    for (const shortcoming of result.shortcomings) console.error(`freehold: ${shortcoming}`);
    if (result.shortcomings.length > 0) process.exitCode = 1;
    if (options.json) console.log(JSON.stringify(result.report));
    if (!options.once && process.exitCode === undefined) await interrupted;
  }
} catch (error) {
  reportFailure(error);
} finally {
  await service?.close().catch(reportFailure);
  await rm(home, { recursive: true, force: true });
}
// Whatever still holds the process open, the demo is over.
process.exit();

function readOptions(): DemoOptions | "help" {
  try {
    return readDemoOptions(process.argv.slice(2), PORT);
  } catch (error) {
    reportFailure(error);
    process.exit(1);
  }
}

async function startDemoService({ cloud, machines, port }: DemoOptions): Promise<Service> {
  const config = readConfig({
    FREEHOLD_PULUMI_BIN,
    FREEHOLD_CACHE,
    FREEHOLD_SSH_PORT,
    FREEHOLD_HOME: home,
    FREEHOLD_MACHINES: machines,
    FREEHOLD_SANDBOX_DOCKER: String(cloud === "docker"),
    FREEHOLD_DRAIN_SEC: "0",
    // One tenant at a time: each further worker would warm a runner up for nothing while the first is waited for.
    FREEHOLD_WORKERS: "1",
    // One person watches it.
    FREEHOLD_POLICY_APPROVAL: "one-person",
    // Emulated clouds list at once what was ordered: nothing is won by waiting before they are asked again.
    FREEHOLD_INVENTORY_PAUSE_SEC: "0",
    FREEHOLD_SWEEP_CONFIRM_SEC: "0",
    PORT: String(port),
    LOG_LEVEL: "warn",
  });
  await assertPortFree(config.host, config.port);
  const stop = announce(`starting emulated clouds, a database and the service in ${home}`);
  const log = createLogger(config.logLevel, await logDestination(process.stderr, process.env));
  return startService(config, { log }).finally(stop);
}

/** Says what is going on, and that it still is, until it is stopped. */
function announce(what: string): () => void {
  const startedAt = performance.now();
  const seconds = (): string => `${((performance.now() - startedAt) / 1000).toFixed(1)} s`;
  console.error(`freehold: ${what}`);
  const timer = setInterval(() => console.error(`freehold: still ${what}, ${seconds()}`), 5_000);
  return () => {
    clearInterval(timer);
    console.error(`freehold: that took ${seconds()}`);
  };
}

function reportFailure(error: unknown): void {
  process.exitCode = 1;
  console.error(isFreeholdError(error) ? sentenceOf(error) : error);
}
