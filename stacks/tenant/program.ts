import { costPerMonth } from "@freehold/catalogue";
import {
  type DockerHost,
  findZone,
  machineOf,
  type SlotPlacement,
  TenantDns,
  TenantServer,
} from "@freehold/components";
import { reportHeartbeats } from "@freehold/components/heartbeat";
import { firewallPort, type TemplateRelease } from "@freehold/components/templates";
import { type Cloud, resourceName } from "@freehold/model";
import { placementOf, slotHostOf } from "@freehold/stack-contract/cloud-settings";
import { machineProvider } from "@freehold/stack-contract/machine-provider";
import { zoneProvider } from "@freehold/stack-contract/zone-provider";
import * as pulumi from "@pulumi/pulumi";
import { checkTenantConfig, textSettings } from "./check-config.ts";
import type { TenantStackConfig, TenantStackOutputs } from "./contract.ts";
import { labelEverything } from "./label-everything.ts";
import { tenantWorkload } from "./tenant-workload.ts";

export { tenantConfigFromPulumi } from "./config.ts";
export * from "./contract.ts";

/** The outputs of a tenant's stack, each an output of the stack under its key. */
export type TenantProgramOutputs = { [Key in keyof TenantStackOutputs]: pulumi.Output<TenantStackOutputs[Key]> };

/**
 * Builds one tenant: its machine, its name, its workload. The same program runs in the service and under `pulumi up`.
 *
 * @throws FreeholdError when the configuration asks for what cannot be built; nothing is registered then.
 */
export function tenantProgram(config: TenantStackConfig): TenantProgramOutputs {
  const { machineType, release, ports, warnings } = checkTenantConfig(config);
  for (const warning of warnings) void pulumi.log.warn(warning);
  const owner = { tenantId: config.tenantId, organization: config.organization, operation: config.operation };
  labelEverything(owner);
  const placement = placementOf(config.providers);
  const host = slotHostOf(config.providers);
  // Providers of this stack's own, so that nothing is taken from the environment of whoever runs it.
  const machines = machineProvider(config.cloud, config.providers, config.region);
  const names = zoneProvider(config.dnsProvider, config.providers);
  const common = { providers: [machines, names], protect: config.protect };
  const { zone, dnsProvider, zoneId } = config;
  const found = findZone({ zone, dnsProvider, zoneId, provider: names });

  const server = new TenantServer(
    "tenant",
    {
      ...owner,
      cloud: config.cloud,
      region: config.region,
      serverType: machineType,
      // The configuration was checked: what it names is meant.
      keepServerType: true,
      sshUser: config.sshUser,
      sshPort: config.sshPort,
      profile: config.profile,
      ...(config.sshAllowedFrom === undefined ? {} : { firewall: { sshAllowedFrom: config.sshAllowedFrom } }),
      ...(config.image === undefined ? {} : { image: config.image }),
      databaseAllowedFrom: config.databaseAllowedFrom,
      ...databasePort(release, ports),
      ...(placement === undefined ? {} : { proxmox: placement }),
      ...(host === undefined ? {} : { docker: slotPlacement(config, ports, host) }),
    },
    // A machine whose name cannot be made would be ordered in vain.
    { ...common, dependsOn: found.found },
  );
  const dns = new TenantDns(
    "name",
    {
      ...owner,
      zone: config.zone,
      provider: config.dnsProvider,
      ignoreTaken: config.ignoreTaken,
      zoneId: found.id,
      name: config.name,
      ...(config.domain === undefined ? {} : { domain: config.domain }),
      ipv4: server.ipv4,
      // On hardware of the operator's own nobody promises IPv6.
      ...(isOwnHardware(config.cloud) ? {} : { ipv6: server.ipv6 }),
    },
    common,
  );
  const workload = tenantWorkload(
    release,
    {
      tenantId: config.tenantId,
      name: config.name,
      host: dns.fqdn,
      connection: server.connection,
      ports,
      tls: config.tls,
      databaseAllowedFrom: config.databaseAllowedFrom,
      settings: textSettings(config),
      ...(host === undefined
        ? {}
        : { sharedMachine: true, dataDirectory: dataDirectoryOf(server), signingKey: server.signingKey }),
      ...(config.domain === undefined ? {} : { domain: config.domain }),
    },
    { ...common, deletedWith: machineOf(server) },
  );
  if (config.heartbeat !== undefined && host === undefined) {
    const target = { ...config.heartbeat, tenantId: config.tenantId };
    reportHeartbeats("tenant", server.connection, target, { deletedWith: machineOf(server) });
  }

  return {
    machine: machineOutput(config, server),
    sshPrivateKey: pulumi.secret(server.sshPrivateKey),
    url: workload.url,
    endpoints: workload.endpoints,
    workload: workload.workload.apply((deployed): TenantStackOutputs["workload"] => ({
      ...deployed,
      template: config.template,
    })),
    credentials: pulumi.secret(workload.credentials),
    dns: dns.records,
    costPerMonth: pulumi.output(costPerMonth(config.cloud, machineType)),
  };
}

function machineOutput(config: TenantStackConfig, server: TenantServer): pulumi.Output<TenantStackOutputs["machine"]> {
  return pulumi
    .all([server.machineId, server.ipv4, server.ipv6, server.hostKey])
    .apply(([id, ipv4, ipv6, hostKey]) => ({
      id,
      cloud: config.cloud,
      region: config.region,
      ipv4,
      ...(ipv6 === "" ? {} : { ipv6 }),
      ssh: { host: ipv4, ...loginOf(config), hostKey },
    }));
}

/** The port that networks may be let in to, where the template has one. */
function databasePort(
  release: TemplateRelease | undefined,
  ports: Readonly<Record<string, number>>,
): { databasePort?: number } {
  const [name] = firewallPort(release?.manifest.ports ?? {}) ?? [];
  const port = name === undefined ? undefined : ports[name];
  return port === undefined ? {} : { databasePort: port };
}

function slotPlacement(config: TenantStackConfig, ports: Record<string, number>, host: DockerHost): SlotPlacement {
  return {
    host: { ...host, sshPrivateKey: pulumi.secret(host.sshPrivateKey) },
    ports: Object.values(ports),
    hostNames: namesAtEdge(config),
  };
}

/** The names that the host's edge leads to the slot; without an edge it is reached by its ports. */
function namesAtEdge({ tls, name, zone, domain }: TenantStackConfig): string[] {
  if (tls !== "edge") return [];
  return [`${name}.${zone}`, ...(domain === undefined ? [] : [domain])];
}

/** A slot is logged in to through its host, by a user of its own. */
function loginOf({ providers, sshPort, sshUser, tenantId }: TenantStackConfig): { port: number; user: string } {
  const host = slotHostOf(providers);
  return host ? { port: host.sshPort ?? 22, user: resourceName(tenantId) } : { port: sshPort, user: sshUser };
}

function isOwnHardware(cloud: Cloud): boolean {
  return cloud === "proxmox" || cloud === "docker";
}

function dataDirectoryOf({ dataDirectory }: TenantServer): pulumi.Output<string> {
  return dataDirectory.apply((path) => path ?? "");
}
