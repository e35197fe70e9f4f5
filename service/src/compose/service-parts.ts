import type { Engine } from "@freehold/engine";
import type { RequestHandler } from "express";
import type { Logger } from "pino";
import type { ConfiguredClouds } from "../app/accounts/clouds-port.ts";
import type { BringHostctl } from "../app/hosts/bring-hostctl.ts";
import type { DiskSpaceOptions } from "../app/operations/disk-space.ts";
import type { CloudProbe } from "../app/placement/cloud-probe-port.ts";
import type { Reachability } from "../app/reachability/reachability-port.ts";
import type { Environment } from "../config/read-settings.ts";
import type { WorkerOptions } from "../jobs/runner/run-next.ts";

/** Parts that a caller brings instead of having them made. */
export interface ServiceParts {
  /** @default - the Pulumi engine that the configuration names */
  engine?: Engine;
  /** @default - those that the configuration names */
  clouds?: ConfiguredClouds;
  /** @default - the clouds' own APIs */
  probe?: CloudProbe;
  /** @default - tenants are asked over the network */
  reachability?: Reachability;
  /** @default - by SSH */
  bringHostctl?: BringHostctl;
  /** @default - JSON lines on standard output */
  log?: Logger;
  /** Free space of a folder's file system in MiB. @default - what the system says */
  freeMib?: DiskSpaceOptions["freeMib"];
  /** Environment of the sandbox's own process, where the configuration lets it outlive the service. @default - it ends with the service */
  keepSandbox?: Environment;
  /** Aborted when somebody asks again that the process ends: what runs is put back at once. @default - never */
  forceStop?: AbortSignal;
  /** Handlers that see every request to the API before all others. @default - none */
  firstHandlers?: readonly RequestHandler[];
  /** @default - those of this version */
  jobs?: WorkerOptions["jobs"];
}
