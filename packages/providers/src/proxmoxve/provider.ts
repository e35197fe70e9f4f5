import type { ProviderDefinition } from "@freehold/provider-kit";
import type { AllowEndpoint } from "../http/endpoint.ts";
import { packageVersion } from "../package-version.ts";
import type { StandIns } from "../stand-ins.ts";
import type { ProxmoxClient } from "./client.ts";
import { checkProxmoxConfig, configureProxmox } from "./configuration.ts";
import { container } from "./container/resource.ts";
import { file } from "./file.ts";
import { firewallIpSet } from "./firewall/ip-set.ts";
import { firewallOptions } from "./firewall/options.ts";
import { firewallRules } from "./firewall/rules.ts";
import { pool } from "./pool.ts";
import { vm } from "./vm/resource.ts";

/** Stand-in for the `proxmoxve` package. It talks only to endpoints and nodes that `allow` lets it talk to. */
export function proxmoxveProvider(allow: AllowEndpoint): ProviderDefinition<ProxmoxClient> {
  return {
    name: "proxmoxve",
    version: packageVersion("@muhlba91/pulumi-proxmoxve"),
    checkConfig: (config, unknown) => checkProxmoxConfig(config, unknown, allow),
    configure: (config) => configureProxmox(config, allow),
    resources: {
      "proxmoxve:firewall/ipsetLegacy:IpsetLegacy": firewallIpSet,
      "proxmoxve:firewall/optionsLegacy:OptionsLegacy": firewallOptions,
      "proxmoxve:firewall/rulesLegacy:RulesLegacy": firewallRules,
      "proxmoxve:index/containerLegacy:ContainerLegacy": container,
      "proxmoxve:index/fileLegacy:FileLegacy": file,
      "proxmoxve:index/poolLegacy:PoolLegacy": pool,
      "proxmoxve:index/vmLegacy:VmLegacy": vm,
    } satisfies StandIns<"proxmox">,
  };
}
