import type { Cloud } from "@freehold/model";
import * as proxmoxve from "@muhlba91/pulumi-proxmoxve";
import * as digitalocean from "@pulumi/digitalocean";
import * as docker from "@pulumi/docker";
import * as hcloud from "@pulumi/hcloud";
import * as pulumi from "@pulumi/pulumi";
import type { DockerSettings, MachineProviders, ProxmoxSettings } from "./cloud-settings.ts";
import { sshOptionsFor } from "./ssh-options-for.ts";

type MakeProvider = (providers: Partial<MachineProviders>, region: string) => pulumi.ProviderResource;

/** An action is looked at after half a second, then at longer and longer intervals: calls are counted, 3,600 an hour for all tenants. */
const HETZNER_POLLING = { pollFunction: "exponential", pollInterval: "500ms" };

const MAKERS: Readonly<Partial<Record<Cloud, MakeProvider>>> = {
  hetzner: ({ hcloud: settings }) =>
    new hcloud.Provider("hetzner", { ...secretToken(given(settings)), ...HETZNER_POLLING }),
  // By default the official plugin sends an order again when its answer is lost, and so orders two droplets.
  digitalocean: ({ digitalocean: settings }) =>
    new digitalocean.Provider("digitalocean", { ...secretToken(given(settings)), httpRetryMax: 0 }),
  proxmox: ({ proxmoxve: settings }, region) => new proxmoxve.Provider("proxmox", proxmoxArgs(given(settings), region)),
  docker: ({ docker: settings }) => new docker.Provider("docker", dockerArgs(given(settings))),
};

/**
 * The provider that a cloud's machines are ordered through, of the stack's own: nothing is taken from the environment of whoever runs it.
 *
 * @param region where the stack's machines are ordered; empty for a stack that orders none
 */
export function machineProvider(
  cloud: Cloud,
  providers: Partial<MachineProviders>,
  region = "",
): pulumi.ProviderResource {
  const make = MAKERS[cloud];
  if (make) return make(providers, region);
  throw new Error(`no provider is known for ${cloud}: the configuration must be checked first`);
}

function dockerArgs(settings: DockerSettings): docker.ProviderArgs {
  const { host } = settings;
  return host.startsWith("ssh:") ? { host, sshOpts: sshOptionsFor(settings) } : { host };
}

/**
 * The region is the node: that is where snippets are written to. A stack that belongs to no node writes none, and names none: the
 * official plugin refuses a node without a name (`ValidateFunc: validation.StringIsNotEmpty`, proxmoxtf/provider/schema.go of
 * bpg/terraform-provider-proxmox).
 */
function proxmoxArgs(settings: ProxmoxSettings, region: string): proxmoxve.ProviderArgs {
  const { endpoint, apiToken, insecure, sshUsername, sshPassword, sshPrivateKey, sshAddress, sshPort } = settings;
  return {
    endpoint,
    apiToken: pulumi.secret(apiToken),
    ...(insecure === undefined ? {} : { insecure }),
    ssh: pulumi.secret({
      username: sshUsername ?? "root",
      ...(sshPassword === undefined ? {} : { password: sshPassword }),
      ...(sshPrivateKey === undefined ? {} : { privateKey: sshPrivateKey }),
      ...(sshAddress === undefined || region === ""
        ? {}
        : { nodes: [{ name: region, address: sshAddress, port: sshPort ?? 22 }] }),
    }),
  };
}

function secretToken<Settings extends { token: string }>(settings: Settings) {
  return { ...settings, token: pulumi.secret(settings.token) };
}

function given<Settings>(settings: Settings | undefined): Settings {
  if (settings) return settings;
  throw new Error("the provider has no settings: the configuration must be checked first");
}
