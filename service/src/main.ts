import { FreeholdError } from "@freehold/model";
import { untilAskedToEnd } from "@freehold/sandbox/asked-to-end";
import { startService } from "./compose/start-service.ts";
import { readConfig } from "./config.ts";

try {
  const askedToEnd = untilAskedToEnd();
  const service = await startService(readConfig(process.env));
  await askedToEnd;
  await service.close();
  process.exit(0);
} catch (error) {
  fail(error);
}

function fail(error: unknown): never {
  const foreseen = error instanceof FreeholdError;
  const remedy = foreseen && error.nextStep !== undefined ? `; ${error.nextStep}` : "";
  console.error(foreseen ? `freehold: ${error.message}${remedy}` : error);
  process.exit(1);
}
