import type { Setting } from "./setting.ts";

/** How operations are carried out, and how their failures are met. */
export const OPERATION_SETTINGS = [
  { name: "FREEHOLD_WORKERS", meaning: "Operations that run at a time; each takes about 310 MB", default: "3" },
  {
    name: "FREEHOLD_RUNNING",
    meaning: "Most operations that run at a time, of all workers together",
    default: "as many as the workers can",
  },
  {
    name: "FREEHOLD_RUNNING_PER_ACCOUNT",
    meaning: "Most of them in one account of a cloud",
    default: "no limit of its own",
  },
  {
    name: "FREEHOLD_RUNNING_PER_ORGANIZATION",
    meaning: "Most of them of one organization. Organizations take turns in any case",
    default: "no limit of its own",
  },
  {
    name: "FREEHOLD_LEASE_SEC",
    meaning: "Seconds after which an operation whose worker is silent goes to another",
    default: "30",
  },
  {
    name: "FREEHOLD_DRAIN_SEC",
    meaning: "Seconds that running operations get to end when the service stops",
    default: "30",
  },
  {
    name: "FREEHOLD_MIN_FREE_MIB",
    meaning: "Free space in the file system of the home, in MiB, below which no operation is begun",
    default: "200",
  },
  {
    name: "FREEHOLD_SILENCE_SEC",
    meaning: "Seconds without a sign of life from the engine after which an operation counts as hung and is stopped",
    default: "1200",
  },
  {
    name: "FREEHOLD_STAGE_SEC",
    meaning:
      "Longest that a stage of an operation may take, in seconds, as `stage=seconds` separated by commas; what takes longer is stopped, recovered and tried once more",
    default: "initialise=600, allocate=1500, configure=600, provision=1800, verify=1800",
  },
  {
    name: "FREEHOLD_RETRIES",
    meaning:
      "How often an operation is tried again while a cloud does not answer; after other failures that may pass at most 4 times",
    default: "7: for about an hour",
  },
  {
    name: "FREEHOLD_RETRY_MS",
    meaning: "Milliseconds before the first further try; each pause is five times the one before, at most half an hour",
    default: "500",
  },
  {
    name: "FREEHOLD_INVENTORY_PAUSE_SEC",
    meaning:
      "Seconds between the two times that the clouds are asked what they hold of a tenant: what was just ordered may be listed late",
    default: "3",
  },
  {
    name: "FREEHOLD_HOST_CHECK_SEC",
    meaning: "Seconds between two checks of a shared host",
    default: "30",
  },
  {
    name: "FREEHOLD_HOST_CHECK_TIMEOUT_SEC",
    meaning: "Seconds that a shared host may take to answer a check",
    default: "10",
  },
  {
    name: "FREEHOLD_HOST_CHECKS",
    meaning: "Checks in a row without an answer after which a shared host is dead and its tenants are moved",
    default: "3",
  },
] as const satisfies readonly Setting[];
