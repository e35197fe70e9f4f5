import path from "node:path";
import type { Fallback, Template } from "@freehold/model";
import type { HealMode } from "../app/ledger/settings.ts";
import type { DatabaseOptions } from "../db/kernel/database.ts";
import type { RunningLimits } from "../db/line.ts";
import { defined } from "../defined.ts";
import type { CallsPerHour } from "../gateway/routes.ts";
import type { HttpLimits } from "../http/limits.ts";
import type { PolicySettings } from "../policies/index.ts";
import { cloudsOf, type LiveConfig, type SandboxConfig } from "./clouds.ts";
import { type Environment, readEnvironment, type Settings } from "./environment.ts";
import { assertRoleFits, type Role } from "./role.ts";
import type { StageLimits } from "./stage-limits.ts";

/** What the service runs with. */
export interface Config {
  /** What this process does of it. */
  role: Role;
  home: string;
  host: string;
  port: number;
  /** @default - made once and kept in the home */
  adminKey?: string;
  /** @default - made once and kept in the home */
  masterKey?: string;
  database: DatabaseOptions;
  /** @default - files in the home */
  backendUrl?: string;
  workers: number;
  /** Operations that may run at a time, of all workers together. */
  runningLimits: RunningLimits;
  leaseSec: number;
  drainSec: number;
  /** Less free space than this in the home's file system, and no operation is begun. */
  minFreeMib: number;
  /** Silence of an engine after which its operation counts as hung. */
  silenceSec: number;
  /** Longest that each stage of an operation may take. */
  stageSec: StageLimits;
  /** How often an operation is tried again while a cloud is out. */
  retries: number;
  retryMs: number;
  /** Pause between the two questions to the clouds. */
  inventoryPauseSec: number;
  hostCheckSec: number;
  hostCheckTimeoutSec: number;
  /** Failed checks in a row after which a shared host is dead. */
  hostChecks: number;
  /** Address of the API as machines reach it. @default - machines do not report */
  publicUrl?: string;
  heartbeatLostSec: number;
  sweepSec: number;
  /** Pause before what a sweep found is asked again. */
  sweepConfirmSec: number;
  /** Share of each account's API budget that sweeps may take. */
  sweepPercent: number;
  heal: HealMode;
  /** Share of the tenants that look unwell at once above which nothing is done by itself. */
  brakePercent: number;
  orphanGraceSec: number;
  /** @default - orphans are not removed by themselves */
  orphanRemovalSec?: number;
  /** For signups that do not say themselves how far from what they ask for the machine may be. */
  fallback: Fallback;
  capacityRetrySec: number;
  offerRefreshSec: number;
  /** Calls an hour of each account at a cloud. @default - the vendors' own numbers */
  callsPerHour?: CallsPerHour;
  /** Template whose container images are on the accounts' images. @default - no images are made */
  goldenImages?: Template;
  policies: PolicySettings;
  /** Folder of the operator's own policies. @default - there are none */
  policyFolder?: string;
  logLevel: string;
  /** Name servers that are asked for customers' domains. @default - those of the system */
  dnsResolvers?: string[];
  /** Networks that customers' URLs may lead to although they are not public. @default - none */
  privateTargets?: string[];
  pulumiBin: string;
  /** @default - the sandbox's own choice */
  cacheDir?: string;
  clouds: SandboxConfig | LiveConfig;
  limits: HttpLimits;
}

/**
 * Reads and checks the settings. An empty variable counts as one that is not set.
 *
 * @throws FreeholdError `invalid_request` that names every wrong variable, the value got and what is allowed.
 */
export function readConfig(env: Environment): Config {
  const settings = readEnvironment(env);
  const config: Config = defined({
    role: settings.FREEHOLD_ROLE,
    home: path.resolve(settings.FREEHOLD_HOME),
    host: settings.FREEHOLD_HOST,
    port: settings.PORT,
    adminKey: settings.FREEHOLD_ADMIN_KEY,
    masterKey: settings.FREEHOLD_MASTER_KEY,
    database: databaseOf(settings),
    backendUrl: settings.PULUMI_BACKEND_URL,
    workers: settings.FREEHOLD_WORKERS,
    runningLimits: defined({
      inAll: settings.FREEHOLD_RUNNING,
      perAccount: settings.FREEHOLD_RUNNING_PER_ACCOUNT,
      perOrganization: settings.FREEHOLD_RUNNING_PER_ORGANIZATION,
    }),
    leaseSec: settings.FREEHOLD_LEASE_SEC,
    drainSec: settings.FREEHOLD_DRAIN_SEC,
    minFreeMib: settings.FREEHOLD_MIN_FREE_MIB,
    silenceSec: settings.FREEHOLD_SILENCE_SEC,
    stageSec: settings.FREEHOLD_STAGE_SEC,
    retries: settings.FREEHOLD_RETRIES,
    retryMs: settings.FREEHOLD_RETRY_MS,
    inventoryPauseSec: settings.FREEHOLD_INVENTORY_PAUSE_SEC,
    hostCheckSec: settings.FREEHOLD_HOST_CHECK_SEC,
    hostCheckTimeoutSec: settings.FREEHOLD_HOST_CHECK_TIMEOUT_SEC,
    hostChecks: settings.FREEHOLD_HOST_CHECKS,
    publicUrl: settings.FREEHOLD_PUBLIC_URL,
    heartbeatLostSec: settings.FREEHOLD_HEARTBEAT_LOST_SEC,
    sweepSec: settings.FREEHOLD_SWEEP_SEC,
    sweepConfirmSec: settings.FREEHOLD_SWEEP_CONFIRM_SEC,
    sweepPercent: settings.FREEHOLD_SWEEP_PERCENT,
    heal: settings.FREEHOLD_HEAL,
    brakePercent: settings.FREEHOLD_BRAKE_PERCENT,
    orphanGraceSec: settings.FREEHOLD_ORPHAN_GRACE_SEC,
    orphanRemovalSec: settings.FREEHOLD_ORPHAN_REMOVAL_SEC,
    fallback: settings.FREEHOLD_PLACEMENT_FALLBACK,
    capacityRetrySec: settings.FREEHOLD_CAPACITY_RETRY_SEC,
    offerRefreshSec: settings.FREEHOLD_OFFER_REFRESH_SEC,
    callsPerHour: settings.FREEHOLD_CALLS_PER_HOUR && callsPerHourOf(settings.FREEHOLD_CALLS_PER_HOUR),
    goldenImages: settings.FREEHOLD_GOLDEN_IMAGES,
    policies: {
      publicSsh: settings.FREEHOLD_POLICY_PUBLIC_SSH,
      regions: settings.FREEHOLD_POLICY_REGIONS,
      maxPrice: settings.FREEHOLD_POLICY_MAX_PRICE,
    },
    policyFolder: settings.FREEHOLD_POLICIES,
    logLevel: settings.LOG_LEVEL,
    dnsResolvers: settings.FREEHOLD_DNS_RESOLVER,
    privateTargets: settings.FREEHOLD_PRIVATE_TARGETS,
    pulumiBin: settings.FREEHOLD_PULUMI_BIN,
    cacheDir: settings.FREEHOLD_CACHE,
    clouds: cloudsOf(settings),
    limits: {
      perKey: settings.FREEHOLD_RATE_LIMIT_KEY,
      perAddress: settings.FREEHOLD_RATE_LIMIT_ADDRESS,
      failures: settings.FREEHOLD_RATE_LIMIT_FAILURES,
      streams: settings.FREEHOLD_STREAMS_PER_KEY,
      corsOrigins: settings.FREEHOLD_CORS_ORIGINS ?? [],
      trustedProxies: settings.FREEHOLD_TRUSTED_PROXIES ?? [],
    },
  });
  assertRoleFits(config);
  return config;
}

function callsPerHourOf(given: readonly (readonly [cloud: string, calls: string])[]): CallsPerHour {
  return Object.fromEntries(given.map(([cloud, calls]) => [cloud, Number(calls)]));
}

function databaseOf(settings: Settings): DatabaseOptions {
  if (settings.DATABASE_URL !== undefined) return { kind: "postgres", url: settings.DATABASE_URL };
  return { kind: "pglite", dataDir: path.join(path.resolve(settings.FREEHOLD_HOME), "db") };
}
