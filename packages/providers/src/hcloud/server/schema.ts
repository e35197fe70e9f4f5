import type { CheckFailure, InputsOf, ResourceSchema, StateOf } from "@freehold/provider-kit";
import type { Server, ServerArgs } from "@pulumi/hcloud";
import { labelFailures } from "../label-failures.ts";
import { namedInputs } from "../named.ts";

export type ServerInputs = InputsOf<ServerArgs>;
export type ServerState = StateOf<Server>;

const flag = { kind: "boolean", fallback: false } as const;

/** What replaces a server and what changes it in place: as in the Terraform provider that the official plugin wraps. */
export const serverSchema: ResourceSchema<ServerInputs, ServerState> = {
  inputs: {
    ...namedInputs,
    serverType: { kind: "string", required: true },
    image: { kind: "string", replaces: true, notEmpty: true },
    location: { kind: "string", replaces: true, computed: true },
    datacenter: { kind: "string", replaces: true, computed: true },
    userData: { kind: "string", replaces: true },
    sshKeys: { kind: "list", replaces: true, notEmpty: true, fallback: [] },
    firewallIds: { kind: "list", unordered: true, computed: true },
    networks: { kind: "list", unordered: true, fallback: [] },
    publicNets: { kind: "list", computed: true },
    placementGroupId: { kind: "number" },
    backups: flag,
    keepDisk: flag,
    deleteProtection: flag,
    rebuildProtection: flag,
    shutdownBeforeDeletion: flag,
    ignoreRemoteFirewallIds: flag,
    allowDeprecatedImages: flag,
    iso: { kind: "string" },
    rescue: { kind: "string" },
  },
  outputs: {
    status: {},
    ipv4Address: {},
    ipv6Address: {},
    ipv6Network: {},
    backupWindow: { changesOnUpdate: true },
    primaryDiskSize: { changesOnUpdate: true },
  },
};

const MAX_USER_DATA_BYTES = 32 * 1024;

/** Finds what the vendor would refuse, and what the stand-in does not do. */
export function checkServer(inputs: Partial<ServerInputs>): CheckFailure[] {
  const failures: CheckFailure[] = labelFailures(inputs);
  const size = Buffer.byteLength(inputs.userData ?? "");
  if (size > MAX_USER_DATA_BYTES) {
    failures.push({ property: "userData", reason: `must be at most ${MAX_USER_DATA_BYTES} bytes, got ${size}` });
  }

  for (const property of ["iso", "rescue"] as const) {
    if (inputs[property] !== undefined) {
      failures.push({ property, reason: "is not built in the stand-in for the sandbox; leave it out there" });
    }
  }
  if (inputs.deleteProtection !== undefined && inputs.rebuildProtection !== undefined) {
    const { deleteProtection, rebuildProtection } = inputs;
    if (deleteProtection !== rebuildProtection) {
      const reason = `must be the same as deleteProtection (${deleteProtection}), got ${rebuildProtection}`;
      failures.push({ property: "rebuildProtection", reason });
    }
  }
  return failures;
}
