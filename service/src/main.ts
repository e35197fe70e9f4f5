import { FreeholdError } from "@freehold/model";
import { startService } from "./compose/start-service.ts";
import { readConfig } from "./config.ts";

try {
  const service = await startService(readConfig(process.env));
  let stopping = false;
  const stop = (): void => {
    // Asked twice, somebody is waiting: the next start recovers what is cut off here.
    if (stopping) process.exit(1);
    stopping = true;
    service.close().then(() => process.exit(0), fail);
  };
  process.on("SIGTERM", stop).on("SIGINT", stop);
} catch (error) {
  fail(error);
}

function fail(error: unknown): never {
  const foreseen = error instanceof FreeholdError;
  const remedy = foreseen && error.nextStep !== undefined ? `; ${error.nextStep}` : "";
  console.error(foreseen ? `freehold: ${error.message}${remedy}` : error);
  process.exit(1);
}
