import type { SettingGroup } from "../setting.ts";
import { STAGE_LIMITS, StageLimitsSetting } from "../stage-limits.ts";
import { wholeNumber } from "../values.ts";

/** How operations are carried out, and how their failures are met. */
export const OPERATIONS = {
  workers: {
    name: "FREEHOLD_WORKERS",
    meaning:
      "Operations that run at a time; each takes about 310 MB in the sandbox, and 600 MB with the provider plugins of real clouds",
    schema: wholeNumber(1, 64),
    default: "3",
  },
  leaseSec: {
    name: "FREEHOLD_LEASE_SEC",
    meaning: "Seconds after which an operation whose worker is silent goes to another",
    schema: wholeNumber(1, 3600),
    default: "30",
  },
  drainSec: {
    name: "FREEHOLD_DRAIN_SEC",
    meaning: "Seconds that running operations get to end when the service stops",
    schema: wholeNumber(0, 3600),
    default: "30",
  },
  minFreeMib: {
    name: "FREEHOLD_MIN_FREE_MIB",
    meaning: "Free space in the file system of the home, in MiB, below which no operation is begun",
    schema: wholeNumber(0, 1_000_000),
    default: "200",
  },
  silenceSec: {
    name: "FREEHOLD_SILENCE_SEC",
    meaning: "Seconds without a sign of life from the engine after which an operation counts as hung and is stopped",
    schema: wholeNumber(1, 86_400),
    default: "1200",
  },
  stageSec: {
    name: "FREEHOLD_STAGE_SEC",
    meaning:
      "Longest that a stage of an operation may take, in seconds, as `stage=seconds` separated by commas; what takes longer is stopped, recovered and tried once more",
    schema: StageLimitsSetting,
    default: STAGE_LIMITS,
  },
  retries: {
    name: "FREEHOLD_RETRIES",
    meaning:
      "How often an operation is tried again while a cloud does not answer; after other failures that may pass at most 4 times",
    schema: wholeNumber(0, 20),
    default: "7",
    note: "for about an hour",
  },
  retryMs: {
    name: "FREEHOLD_RETRY_MS",
    meaning: "Milliseconds before the first further try; each pause is five times the one before, at most half an hour",
    schema: wholeNumber(1, 600_000),
    default: "500",
  },
  inventoryPauseSec: {
    name: "FREEHOLD_INVENTORY_PAUSE_SEC",
    meaning:
      "Seconds between the two times that the clouds are asked what they hold of a tenant: what was just ordered may be listed late",
    schema: wholeNumber(0, 60),
    default: "3",
  },
} as const satisfies SettingGroup;
