import { type ProviderDefinition, type ServedProvider, serveProvider } from "@freehold/provider-kit";
import { awsProvider } from "./aws/provider.ts";
import { cloudflareProvider } from "./cloudflare/provider.ts";
import { commandProvider } from "./command/provider.ts";
import { digitaloceanProvider } from "./digitalocean/provider.ts";
import { dockerProvider } from "./docker/provider.ts";
import { type Environment, environmentSettings } from "./environment-settings.ts";
import { hcloudProvider } from "./hcloud/provider.ts";
import type { AllowEndpoint } from "./http/endpoint.ts";
import { isLoopback } from "./http/loopback.ts";
import { proxmoxveProvider } from "./proxmoxve/provider.ts";
import { randomProvider } from "./random/provider.ts";
import { tlsProvider } from "./tls/provider.ts";
import { withEnvironment } from "./with-environment.ts";
import { withSchema } from "./with-schema.ts";

/** The packages that have a stand-in. */
export const STAND_INS = [
  "hcloud",
  "digitalocean",
  "proxmoxve",
  "docker",
  "cloudflare",
  "aws",
  "command",
  "random",
  "tls",
] as const;

export type StandInPackage = (typeof STAND_INS)[number];

export interface StandInOptions {
  /** Packages to serve. @default - all of {@link STAND_INS} */
  packages?: readonly StandInPackage[];

  /**
   * Value of `PULUMI_DEBUG_PROVIDERS` in the environment. A package named there keeps the provider that it has.
   *
   * @default - none is attached
   */
  alreadyAttached?: string;

  /** Decides which endpoints a stand-in may talk to. @default - this machine only */
  allowEndpoint?: AllowEndpoint;

  /**
   * The environment that programs run in, such as `HCLOUD_TOKEN`: a provider that is attached is not started by the engine, and sees nothing of it.
   *
   * @default - empty: every setting must be a program's own
   */
  environment?: Environment;
}

/** Stand-ins that are being served in this process. */
export interface StandIns {
  /** Value for `PULUMI_DEBUG_PROVIDERS`: `hcloud:41234,…`, with what was already attached. */
  debugProviders: string;

  /** What the engine's environment needs. */
  env: { PULUMI_DEBUG_PROVIDERS: string; PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: string };

  /** Ends every wait in flight: their calls fail with "cancelled". */
  cancel(): void;

  /** Cancels, lets the calls in flight answer, and closes all ports. */
  close(): Promise<void>;
}

/** Serves stand-ins for provider packages, for engines on this machine that attach to them. */
export async function serveStandIns(options: StandInOptions = {}): Promise<StandIns> {
  const attached = (options.alreadyAttached ?? "").split(",").filter((entry) => entry !== "");
  const attachedNames = attached.map((entry) => entry.split(":")[0]);
  const names = (options.packages ?? STAND_INS).filter((name) => !attachedNames.includes(name));

  const { allowEndpoint = isLoopback, environment = {} } = options;
  const served = await Promise.all(names.map((name) => serve(name, allowEndpoint, environment)));
  const debugProviders = [...attached, ...served.map(({ name, port }) => `${name}:${port}`)].join(",");

  return {
    debugProviders,
    // Without the second setting the engine first tries to download plugins, and loses seconds where it cannot.
    env: { PULUMI_DEBUG_PROVIDERS: debugProviders, PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: "true" },
    cancel: () => {
      for (const provider of served) provider.cancel();
    },
    close: async () => {
      await Promise.all(served.map((provider) => provider.close()));
    },
  };
}

function serve(name: StandInPackage, allow: AllowEndpoint, environment: Environment): Promise<ServedProvider> {
  const settings = environmentSettings(name, environment);
  const attach = <Client>(provider: ProviderDefinition<Client>) =>
    serveProvider(withSchema(withEnvironment(provider, settings)));
  switch (name) {
    case "hcloud":
      return attach(hcloudProvider(allow));
    case "digitalocean":
      return attach(digitaloceanProvider(allow));
    case "proxmoxve":
      return attach(proxmoxveProvider(allow));
    case "docker":
      return attach(dockerProvider(allow));
    case "cloudflare":
      return attach(cloudflareProvider(allow));
    case "aws":
      return attach(awsProvider(allow));
    case "command":
      return attach(commandProvider);
    case "random":
      return attach(randomProvider);
    case "tls":
      return attach(tlsProvider);
  }
}
