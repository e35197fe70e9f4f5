import type { RunningLimits } from "../../db/operation-queue.ts";
import type { SettingEntry } from "../setting.ts";
import { wholeNumber } from "../values.ts";

/** How many operations may run at a time, of all workers together. */
export const RUNNING_LIMITS = {
  inAll: {
    name: "FREEHOLD_RUNNING",
    meaning: "Most operations that run at a time, of all workers together",
    schema: wholeNumber(1, 10_000),
    unset: "as many as the workers can",
  },
  perAccount: {
    name: "FREEHOLD_RUNNING_PER_ACCOUNT",
    meaning: "Most of them in one account of a cloud",
    schema: wholeNumber(1, 10_000),
    unset: "no limit of its own",
  },
  perOrganization: {
    name: "FREEHOLD_RUNNING_PER_ORGANIZATION",
    meaning: "Most of them of one organization. Organizations take turns in any case",
    schema: wholeNumber(1, 10_000),
    unset: "no limit of its own",
  },
} as const satisfies Readonly<Record<keyof RunningLimits, SettingEntry>>;
