import { resourceName } from "@freehold/model";
import * as pulumi from "@pulumi/pulumi";
import { type Addressing, firewallPort, situationOf } from "./addressing.ts";
import { bundleOf } from "./bundle.ts";
import { type CheckedWorkload, checkWorkloadArgs } from "./check-workload-args.ts";
import { deployBundle } from "./deploy-bundle.ts";
import { type WorkloadAddresses, workloadOutputs } from "./outputs.ts";
import { createPortCertificate } from "./port-certificate.ts";
import { defaultPorts, portsOfTemplate } from "./release-facts.ts";
import { renderWorkload } from "./render.ts";
import { servicesIn } from "./render-compose.ts";
import { createSecrets } from "./secrets.ts";
import { settingIssues } from "./settings.ts";
import { TlsMode } from "./tls-mode.ts";
import type { DeployedWorkload, WorkloadArgs } from "./workload-args.ts";
import type { WorkloadSpec } from "./workload-spec.ts";

/** What a component of a workload answers, each once all services are healthy. */
export interface WorkloadOutputs {
  url: pulumi.Output<string>;
  endpoints: pulumi.Output<Record<string, string>>;
  /** Secret. */
  credentials: pulumi.Output<Record<string, string>>;
  workload: pulumi.Output<DeployedWorkload>;
  ready: pulumi.Output<boolean>;
}

/**
 * Makes a workload as the children of a component: its secrets, and what brings its files to the machine. `Workload` and the typed faces are
 * made by it; the children are `<name>-<secret>`, `<name>-issued-at`, `<name>-<certificate>-key`, `<name>-<certificate>-certificate`,
 * `<name>-apply`, `<name>-release` and `<name>-wait`.
 *
 * @param machine what the commands go with: the machine that the workload is on
 */
export function buildWorkload(
  component: pulumi.ComponentResource,
  name: string,
  args: WorkloadArgs,
  machine: pulumi.Resource | undefined,
): WorkloadOutputs {
  const found = checkWorkloadArgs(component, args);
  const spec = workloadSpec(component, name, args, found);
  const bundle = pulumi.secret(spec.apply((known) => bundleOf(renderWorkload(known))));
  // What is applied, which the tenant's name is part of, is waited for where no command reads it, too: a name comes before its workload.
  const connection = pulumi.secret(pulumi.all([args.connection, bundle]).apply(([reached]) => reached));
  const gate = deployBundle(
    name,
    {
      ...{ workload: args.template, connection, bundle, waitTimeoutSec: args.waitTimeoutSec ?? 900 },
      ...(args.signingKey === undefined ? {} : { slot: { tenantId: args.tenantId, signingKey: args.signingKey } }),
    },
    { parent: component, ...(machine === undefined ? {} : { deletedWith: machine }) },
  );
  const once = <T>(value: pulumi.Input<T>) => pulumi.all([value, gate.id]).apply(([known]) => known as T);
  const addresses = spec.apply(workloadOutputs);
  const shown = <Key extends keyof WorkloadAddresses>(key: Key) =>
    once(pulumi.unsecret(addresses).apply((known) => known[key]));
  return {
    url: shown("url"),
    endpoints: shown("endpoints"),
    credentials: pulumi.secret(once(addresses.apply(({ credentials }) => credentials))),
    workload: once(deployedWorkload(args, found)),
    ready: once(true),
  };
}

/** Compose's name of a tenant's project. */
function projectOf({ tenantId }: WorkloadArgs): string {
  return resourceName(tenantId);
}

function workloadSpec(
  component: pulumi.ComponentResource,
  name: string,
  args: WorkloadArgs,
  found: CheckedWorkload,
): pulumi.Output<WorkloadSpec> {
  const { release } = found;
  const addressing = pulumi.output(args.host).apply((host) => addressingOf(args, host, found));
  const project = projectOf(args);
  const dataDirectory = pulumi
    .output(args.dataDirectory)
    .apply((given) => (given ? `${given}/${project}` : "./volumes"));
  const secrets = createSecrets(name, release.manifest.secrets, component);
  const settings = pulumi.output(args.settings ?? {}).apply((values) => {
    const [issue] = settingIssues(found.table, release, values);
    if (issue) throw new pulumi.ResourceError(`settings.${issue.setting} ${issue.detail}`, component, true);
    return values;
  });
  const certificate = openPortCertificate(component, name, args, found);
  return pulumi
    .all([addressing, dataDirectory, secrets, settings, pulumi.output(certificate)])
    .apply(([knownAddressing, knownDirectory, knownSecrets, knownSettings, knownCertificate]) => ({
      ...{ release, tenantId: args.tenantId, project, name: args.name, addressing: knownAddressing },
      ...{ isSlot: args.signingKey !== undefined, dataDirectory: knownDirectory },
      ...{ secrets: knownSecrets, settings: knownSettings, certificate: knownCertificate },
    }));
}

function openPortCertificate(
  component: pulumi.ComponentResource,
  name: string,
  { host, databaseAllowedFrom = [] }: WorkloadArgs,
  { release }: CheckedWorkload,
) {
  const [, { certificate: use } = {}] = firewallPort(release.manifest.ports) ?? [];
  if (use === undefined || databaseAllowedFrom.length === 0) return undefined;
  return createPortCertificate(name, use, host, component);
}

function addressingOf(args: WorkloadArgs, host: string, { table }: CheckedWorkload): Addressing {
  return {
    host,
    domain: args.domain,
    tls: args.tls ?? TlsMode.Own,
    ports: { ...defaultPorts(portsOfTemplate(table, args.template)), ...args.ports },
    sharedMachine: args.sharedMachine ?? false,
    allowedFrom: args.databaseAllowedFrom ?? [],
  };
}

function deployedWorkload(args: WorkloadArgs, found: CheckedWorkload): DeployedWorkload {
  const { version, manifest } = found.release;
  const services = servicesIn(manifest, situationOf(addressingOf(args, "", found)));
  return { template: args.template, version, project: projectOf(args), services };
}
