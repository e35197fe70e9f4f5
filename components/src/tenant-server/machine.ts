import type * as pulumi from "@pulumi/pulumi";
import type { SshConnection } from "./ssh-connection.ts";

/**
 * What every cloud's server component answers; `TenantServer` passes it on. A new cloud is a component with these outputs, and a
 * line in `tenant-server.ts`.
 */
export interface TenantMachine {
  machineId: pulumi.Output<string>;
  ipv4: pulumi.Output<string>;
  ipv6: pulumi.Output<string>;
  privateIpv4: pulumi.Output<string | undefined>;
  dataDirectory: pulumi.Output<string | undefined>;
  sshPrivateKey: pulumi.Output<string>;
  hostKey: pulumi.Output<string>;
  connection: pulumi.Output<SshConnection>;
  /** Set by a slot alone: its host takes what is signed with it, and nothing else. */
  signingKey?: pulumi.Output<string>;
}

/** The outputs of a server component by their names, as `registerOutputs` takes them. */
export function machineOutputs(machine: TenantMachine): TenantMachine {
  const { machineId, ipv4, ipv6, privateIpv4, dataDirectory, sshPrivateKey, hostKey, connection } = machine;
  return { machineId, ipv4, ipv6, privateIpv4, dataDirectory, sshPrivateKey, hostKey, connection };
}

// Beside the components and not in them: every property of a component is part of its schema.
const machines = new WeakMap<pulumi.Resource, pulumi.Resource>();

/** Records which resource is the machine itself. */
export function recordMachine(component: pulumi.Resource, machine: pulumi.Resource): void {
  machines.set(component, machine);
}

/**
 * The machine behind a server component, for the option `deletedWith`: what runs on a machine needs no deletion of its own when
 * the machine goes, and a machine that no longer answers does not hold the deletion up.
 *
 * @throws Error when the component is not a server of this package.
 */
export function machineOf(component: pulumi.ComponentResource): pulumi.Resource {
  const machine = machines.get(component);
  if (machine) return machine;
  throw new Error("machineOf takes a TenantServer or a server component of one cloud");
}
