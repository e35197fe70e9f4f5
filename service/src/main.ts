import { isFreeholdError } from "@freehold/model";
import { endInTime } from "./compose/end-in-time.ts";
import { endSignals } from "./compose/end-signals.ts";
import { startProcess } from "./compose/start-service.ts";
import { readConfig } from "./config/config.ts";
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
  const service = await startProcess(config, { forceStop });
  await asked;
  await service.close();
  process.exit(0);
} catch (error) {
  fail(error);
}

function fail(error: unknown): never {
  console.error(isFreeholdError(error) ? sentenceOf(error) : error);
  process.exit(1);
}
