import { Cidr } from "@freehold/stack-contract/setting-values";
import type { SettingGroup } from "../setting.ts";
import { listOf, wholeNumber } from "../values.ts";

/** How tenants' machines are reached, whichever cloud they are ordered from. */
export const MACHINES = {
  sshPort: {
    name: "FREEHOLD_SSH_PORT",
    meaning: "Port of the machines' SSH server",
    schema: wholeNumber(1, 65_535),
    unset: "22; 22022 in the sandbox",
  },
  sshAllowedFrom: {
    name: "FREEHOLD_SSH_ALLOWED_FROM",
    meaning: "Networks that may reach the machines by SSH, in CIDR form, separated by commas (live)",
    schema: listOf(Cidr),
  },
} as const satisfies SettingGroup;
