import { z } from "zod";
import type { SettingGroup } from "../setting.ts";
import { Flag, wholeNumber } from "../values.ts";

/** The emulated clouds. */
export const SANDBOX = {
  attachTo: {
    name: "FREEHOLD_SANDBOX",
    meaning: "File with the line that `npm run sandbox -- --json` prints: use that sandbox, which outlives the service",
    schema: z.string(),
  },
  keep: {
    name: "FREEHOLD_SANDBOX_KEEP",
    meaning:
      "`true`: the sandbox that `npm start` starts is a process of its own, and its tenants are still there after a restart; `npm run sandbox -- --stop` ends it. `false`: it ends with the service",
    schema: Flag,
    default: "true",
  },
  machines: {
    name: "FREEHOLD_MACHINES",
    meaning: "The sandbox's machines: `simulated`, or `container` for real ones in Docker",
    schema: z.enum(["simulated", "container"]),
    default: "simulated",
  },
  dockerHost: {
    name: "FREEHOLD_SANDBOX_DOCKER",
    meaning: "`true`: the sandbox has a Docker host, which as a container machine takes memory",
    schema: Flag,
    unset: "true with simulated machines",
  },
  rateLimit: {
    name: "FREEHOLD_SANDBOX_RATE_LIMIT",
    meaning: "`true`: the service's own sandbox refuses requests beyond the vendors' rate limits",
    schema: Flag,
    unset: "false",
  },
  accounts: {
    name: "FREEHOLD_SANDBOX_ACCOUNTS",
    meaning: "Accounts at Hetzner and at DigitalOcean in a sandbox that the service starts",
    schema: wholeNumber(1, 20),
    default: "1",
  },
} as const satisfies SettingGroup;
