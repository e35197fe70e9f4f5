import { ACCOUNTS } from "./entries/accounts.ts";
import { DOCKER } from "./entries/docker.ts";
import { DOKPLOY } from "./entries/dokploy.ts";
import { FLEET } from "./entries/fleet.ts";
import { HTTP } from "./entries/http.ts";
import { MACHINES } from "./entries/machines.ts";
import { OPERATIONS } from "./entries/operations.ts";
import { OUTBOUND } from "./entries/outbound.ts";
import { POLICIES } from "./entries/policies.ts";
import { PROCESS } from "./entries/process.ts";
import { PROXMOX } from "./entries/proxmox.ts";
import { REACHABILITY } from "./entries/reachability.ts";
import { RUNNING_LIMITS } from "./entries/running-limits.ts";
import { SANDBOX } from "./entries/sandbox.ts";
import { ZONES } from "./entries/zones.ts";
import type { SettingEntry, SettingGroup } from "./setting.ts";

/** Every setting of the service, in the order in which a reader of the README meets them. */
export const SETTING_GROUPS = {
  process: PROCESS,
  http: HTTP,
  operations: OPERATIONS,
  runningLimits: RUNNING_LIMITS,
  policies: POLICIES,
  fleet: FLEET,
  outbound: OUTBOUND,
  reachability: REACHABILITY,
  sandbox: SANDBOX,
  machines: MACHINES,
  zones: ZONES,
  accounts: ACCOUNTS,
  proxmox: PROXMOX,
  docker: DOCKER,
  dokploy: DOKPLOY,
} as const satisfies Readonly<Record<string, SettingGroup>>;

/** The same without the groups. */
export const SETTING_ENTRIES: readonly SettingEntry[] = Object.values<SettingGroup>(SETTING_GROUPS).flatMap((group) =>
  Object.values(group),
);
