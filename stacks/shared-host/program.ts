import { costPerMonth, type MachineType, machineTypeFor } from "@freehold/catalogue";
import { type EdgeArgs, findZone, type HostOrder, SharedHost, TenantDns } from "@freehold/components";
import { placementOf } from "@freehold/stack-contract/cloud-settings";
import { machineProvider } from "@freehold/stack-contract/machine-provider";
import { zoneProvider } from "@freehold/stack-contract/zone-provider";
import * as pulumi from "@pulumi/pulumi";
import { capacityOf } from "./capacity.ts";
import type { SharedHostConfig, SharedHostOutputs } from "./contract.ts";

export { capacityOf } from "./capacity.ts";
export { sharedHostConfigFromPulumi } from "./config.ts";
export * from "./contract.ts";

/** The outputs of a shared host's stack, each an output of the stack under its key. */
export interface SharedHostProgramOutputs {
  host: pulumi.Output<SharedHostOutputs["host"]>;
  sshPrivateKey: pulumi.Output<string>;
  dns: pulumi.Output<SharedHostOutputs["dns"]>;
  /** Absent for a machine that is there already. */
  costPerMonth?: pulumi.Output<NonNullable<SharedHostOutputs["costPerMonth"]>>;
}

/**
 * Builds one shared host: its machine, or what is missing on one that is there already; the edge; a name of the host's own where one is asked for.
 *
 * @throws FreeholdError when the configuration asks for what cannot be built; nothing is registered then.
 */
export function sharedHostProgram(config: SharedHostConfig): SharedHostProgramOutputs {
  const { cloud, region, size, protect } = config;
  const machineType = cloud === "docker" ? undefined : machineTypeFor(cloud, region, size);
  const names = config.name === undefined ? undefined : zoneProvider(config.dnsProvider, config.providers);
  const common = { providers: explicitProviders(config, names), protect };
  const found = names && findZone({ ...config, provider: names });
  const owner = { organization: config.organization, operation: config.operation };
  const host = new SharedHost(
    "host",
    { hostId: config.hostId, ...owner, ...originOf(config, machineType), edge: edgeOf(config), protect },
    // A machine whose name cannot be made would be ordered in vain.
    { ...common, ...(found && { dependsOn: found.found }) },
  );
  const dns =
    config.name === undefined || found === undefined
      ? undefined
      : new TenantDns(
          "name",
          {
            tenantId: config.hostId,
            ...owner,
            zone: config.zone,
            provider: config.dnsProvider,
            zoneId: found.id,
            name: config.name,
            ipv4: host.ipv4,
            wildcard: true,
          },
          common,
        );
  return {
    host: hostOutput(config, host, machineType),
    sshPrivateKey: host.sshPrivateKey,
    dns: pulumi.output(dns?.records ?? []),
    ...(machineType && { costPerMonth: pulumi.output(costPerMonth(cloud, machineType.name)) }),
  };
}

function originOf(config: SharedHostConfig, machineType: MachineType | undefined) {
  const { cloud, region, sshUser, sshPort, profile, sshAllowedFrom, providers } = config;
  if (machineType === undefined) {
    const { address: host = "", sshPrivateKey: privateKey = "", hostKey = "" } = config;
    return { existing: pulumi.secret({ host, port: sshPort, user: sshUser, privateKey, hostKey }) };
  }
  const placement = placementOf(providers);
  const order: HostOrder = {
    ...{ cloud, region, sshUser, sshPort, profile, serverType: machineType.name },
    ...(placement === undefined ? {} : { proxmox: placement }),
    ...(sshAllowedFrom === undefined ? {} : { firewall: { sshAllowedFrom } }),
  };
  return { order };
}

function edgeOf({
  tls,
  zone,
  name,
  email,
  caServer,
  zoneToken,
  certificate,
  certificateKey,
}: SharedHostConfig): EdgeArgs {
  return {
    tls,
    zones: [zone, ...(name === undefined ? [] : [`${name}.${zone}`])],
    ...(email === undefined ? {} : { email }),
    ...(caServer === undefined ? {} : { caServer }),
    ...(zoneToken === undefined ? {} : { zoneToken: pulumi.secret(zoneToken) }),
    ...(certificate === undefined || certificateKey === undefined
      ? {}
      : { certificate: { certificate, privateKey: pulumi.secret(certificateKey) } }),
  };
}

/** Providers of this stack's own, so that nothing is taken from the environment of whoever runs it. */
function explicitProviders(
  { cloud, region, providers }: SharedHostConfig,
  names: pulumi.ProviderResource | undefined,
): pulumi.ProviderResource[] {
  return [
    ...(cloud === "docker" ? [] : [machineProvider(cloud, providers, region)]),
    ...(names === undefined ? [] : [names]),
  ];
}

function hostOutput(
  config: SharedHostConfig,
  host: SharedHost,
  machineType: MachineType | undefined,
): pulumi.Output<SharedHostOutputs["host"]> {
  const { hostId: id, cloud, region, sshPort: port, sshUser: user, tls, zone } = config;
  // A machine that is there already has a capacity in its configuration: the contract demands it.
  const capacity = config.capacity ?? capacityOf(machineType ?? { memoryGib: 0, cores: 0 });
  // The connection is given out when the edge is healthy: so is this.
  const ready = pulumi.unsecret(host.connection);
  return pulumi.all([host.machineId, host.ipv4, host.hostKey, ready]).apply(([machineId, address, hostKey]) => ({
    ...{ id, cloud, region, machineId, address, capacity, edge: true, tls, zone },
    ssh: { host: address, port, user, hostKey },
  }));
}
