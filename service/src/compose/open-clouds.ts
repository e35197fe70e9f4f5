import type { Sandbox } from "@freehold/sandbox";
import type { ConfiguredClouds } from "../app/accounts/clouds-port.ts";
import type { Config } from "../config/config.ts";
import type { Environment } from "../config/read-settings.ts";
import type { Closers } from "./closers.ts";
import { keepSandboxOf } from "./keep-sandbox.ts";
import { liveClouds } from "./live-clouds.ts";
import { attachToSandbox, openSandbox, type SandboxAccess } from "./sandbox-access.ts";
import { sandboxClouds } from "./sandbox-clouds.ts";

export interface OpenClouds {
  clouds: ConfiguredClouds;
  /** Present when the clouds are emulated in this process. */
  sandbox?: Sandbox;
  /** How tenants of the sandbox are reached. Absent: as those of real clouds are. */
  internet?: SandboxAccess["internet"];
}

/**
 * The clouds that the configuration names.
 *
 * @param keepSandbox Environment of a sandbox that may outlive this process. @default - none does
 */
export async function openClouds(config: Config, closers: Closers, keepSandbox?: Environment): Promise<OpenClouds> {
  if (config.clouds.kind === "live") return { clouds: liveClouds(config.clouds) };
  const isKept = keepSandbox !== undefined && config.clouds.keep && config.clouds.attachTo === undefined;
  const access = isKept
    ? await attachToSandbox(closers.adopt(await keepSandboxOf(config.home, config.clouds, keepSandbox)).file)
    : await openSandbox(config.clouds, config.cacheDir);
  const clouds = sandboxClouds(access, config.clouds);
  const { own, internet } = access;
  if (own !== undefined) closers.adopt(own);
  return { clouds, ...(own && { sandbox: own }), ...(internet && { internet }) };
}
