import type { Stage } from "@freehold/model";
import { z } from "zod";

/** Longest that each stage of an operation may take, in seconds. */
export type StageLimits = Record<Exclude<Stage, "complete">, number>;

/** Longer than the longest wait of a single resource in the stage. */
const DEFAULTS: Readonly<StageLimits> = {
  initialise: 600,
  allocate: 1500,
  configure: 600,
  provision: 1800,
  verify: 1800,
};

/** The default of each stage, as one would set it. */
export const STAGE_LIMITS = Object.entries(DEFAULTS)
  .map(([stage, seconds]) => `${stage}=${seconds}`)
  .join(", ");

/** `allocate=900,verify=600`: what is not named has its default. */
export const StageLimitsSetting = z.string().transform((text, issue): StageLimits => {
  const limits: StageLimits = { ...DEFAULTS };
  for (const part of text.split(",").filter((each) => each.trim() !== "")) {
    const [, stage = "", seconds] = /^\s*(\w+)=(\d{1,6})\s*$/.exec(part) ?? [];
    if (!isTimed(stage) || Number(seconds) === 0) {
      issue.addIssue(`must be like allocate=900,verify=600, with the stages ${Object.keys(DEFAULTS).join(", ")}`);
      return z.NEVER;
    }
    limits[stage] = Number(seconds);
  }
  return limits;
});

function isTimed(name: string): name is keyof StageLimits {
  return Object.hasOwn(DEFAULTS, name);
}
