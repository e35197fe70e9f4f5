import { isFreeholdError } from "@freehold/model";
import { endInTime } from "./compose/end-in-time.ts";
import { endSignals } from "./compose/end-signals.ts";
import { assertPortFree } from "./compose/listen.ts";
import { logDestination } from "./compose/log-destination.ts";
import { createLogger, secretsOf } from "./compose/logger.ts";
import { startProcess } from "./compose/start-service.ts";
import { startUnlessAsked } from "./compose/start-unless-asked.ts";
import { welcome } from "./compose/welcome.ts";
import { readConfig } from "./config/config.ts";
import { unknownSettings } from "./config/unknown-settings.ts";
import { withSecretFiles } from "./config/with-secret-files.ts";
import { sentenceOf } from "./sentence-of.ts";

try {
  const { asked, forceStop } = endSignals();
  const config = readConfig(withSecretFiles(process.env));
  endInTime({
    asked,
    drainMs: config.drainSec * 1000,
    exit: () => fail("the service did not end in time and is ended"),
  });
  const log = createLogger(config.logLevel, await logDestination(process.stdout, process.env), secretsOf(config));
  for (const sentence of unknownSettings(process.env)) log.warn(sentence);
  await assertPortFree(config.host, config.port);
  const service = await startUnlessAsked(startProcess(config, { forceStop, log, keepSandbox: process.env }), asked);
  if (service !== undefined && process.stdout.isTTY && config.role !== "worker")
    process.stdout.write(welcome(config, service.url));
  await asked;
  await service?.close();
  process.exit(0);
} catch (error) {
  fail(error);
}

function fail(error: unknown): never {
  console.error(isFreeholdError(error) ? sentenceOf(error) : error);
  process.exit(1);
}
