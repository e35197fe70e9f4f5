import path from "node:path";
import type { DatabaseOptions } from "../db/kernel/database.ts";
import type { RunningLimits } from "../db/operation-queue.ts";
import { defined } from "../defined.ts";
import type { HttpLimits } from "../http/limits.ts";
import type { PolicySettings } from "../policies/index.ts";
import { cloudsOf, type LiveConfig, type SandboxConfig } from "./clouds.ts";
import type { FLEET } from "./entries/fleet.ts";
import type { OPERATIONS } from "./entries/operations.ts";
import type { OUTBOUND } from "./entries/outbound.ts";
import type { PROCESS } from "./entries/process.ts";
import type { REACHABILITY } from "./entries/reachability.ts";
import { type Environment, readSettings, type Settings } from "./read-settings.ts";
import { assertRoleFits } from "./role.ts";
import type { Values } from "./setting.ts";

/** What the service runs with. The folder `entries` says what each value means, and in which unit it is. */
export interface Config
  extends Omit<Values<typeof PROCESS>, "cloud" | "databaseUrl">,
    Values<typeof OPERATIONS>,
    Values<typeof FLEET>,
    Values<typeof OUTBOUND> {
  host: string;
  port: number;
  limits: HttpLimits;
  database: DatabaseOptions;
  runningLimits: RunningLimits;
  policies: PolicySettings;
  /** How many it takes to approve and apply what loses data. */
  approval: "two-people" | "one-person";
  /** How the service finds out whether tenants are reached. */
  reachability: Values<typeof REACHABILITY>;
  /** Folder of the operator's own policies. @default - there are none */
  policyFolder?: string;
  clouds: SandboxConfig | LiveConfig;
}

/**
 * Reads and checks the settings. An empty variable counts as one that is not set.
 *
 * @throws FreeholdError `invalid_request` that names every wrong variable, the value got and what is allowed.
 */
export function readConfig(env: Environment): Config {
  const settings = readSettings(env);
  const { cloud: _cloud, databaseUrl: _url, ...ofProcess } = settings.process;
  const { policyFolder, approval, ...policies } = settings.policies;
  const { host, port, corsOrigins = [], trustedProxies = [], ...limits } = settings.http;
  const config: Config = {
    ...ofProcess,
    ...settings.operations,
    ...settings.fleet,
    ...settings.outbound,
    ...{ host, port, limits: { ...limits, corsOrigins, trustedProxies } },
    database: databaseOf(settings.process),
    runningLimits: settings.runningLimits,
    policies,
    approval,
    reachability: settings.reachability,
    ...defined({ policyFolder }),
    clouds: cloudsOf(settings),
  };
  assertRoleFits(config);
  return config;
}

function databaseOf({ databaseUrl, home }: Settings["process"]): DatabaseOptions {
  if (databaseUrl !== undefined) return { kind: "postgres", url: databaseUrl };
  return { kind: "pglite", dataDir: path.join(home, "db") };
}
