import type { DropletInputs } from "./schema.ts";

/** The body of the order for a droplet. */
export function orderOf(inputs: DropletInputs): object {
  return {
    name: inputs.name,
    size: inputs.size,
    image: numberOrText(inputs.image),
    ...(inputs.region === undefined ? {} : { region: inputs.region }),
    ssh_keys: (inputs.sshKeys ?? []).map(numberOrText),
    backups: inputs.backups ?? false,
    ...backupPolicyBody(inputs),
    ipv6: inputs.ipv6 ?? false,
    private_networking: inputs.privateNetworking ?? false,
    monitoring: inputs.monitoring ?? false,
    tags: inputs.tags ?? [],
    ...(inputs.userData === undefined ? {} : { user_data: inputs.userData }),
    ...(inputs.volumeIds === undefined ? {} : { volumes: inputs.volumeIds }),
    ...(inputs.vpcUuid === undefined ? {} : { vpc_uuid: inputs.vpcUuid }),
    ...(inputs.dropletAgent === undefined ? {} : { with_droplet_agent: inputs.dropletAgent }),
    ...(inputs.publicNetworking === undefined ? {} : { public_networking: inputs.publicNetworking }),
  };
}

/** The policy as the vendor takes it; nothing when the program names none. */
export function backupPolicyBody({ backupPolicy, backups }: DropletInputs): object {
  if (!backups || backupPolicy === undefined) return {};
  const { plan, weekday, hour } = backupPolicy;
  return {
    backup_policy: {
      ...(plan === undefined ? {} : { plan }),
      ...(weekday === undefined ? {} : { weekday }),
      ...(hour === undefined ? {} : { hour }),
    },
  };
}

/** Images and keys go by number, or by slug and fingerprint. */
function numberOrText(reference: string): number | string {
  return /^\d+$/.test(reference) ? Number(reference) : reference;
}
