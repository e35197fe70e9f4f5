import type { CheckFailure, InputsOf, ResourceSchema, StateOf } from "@freehold/provider-kit";
import type { Droplet, DropletArgs } from "@pulumi/digitalocean";
import { tagFailures } from "../tag-failures.ts";

export type DropletInputs = InputsOf<DropletArgs>;
export type DropletState = StateOf<Droplet>;

const flag = { kind: "boolean", fallback: false } as const;

/** What replaces a droplet and what changes it in place: as in the Terraform provider that the official plugin wraps. */
export const dropletSchema: ResourceSchema<DropletInputs, DropletState> = {
  inputs: {
    name: { kind: "string", notEmpty: true, autoName: { maxLength: 255 } },
    image: { kind: "string", required: true, replaces: true, notEmpty: true },
    region: { kind: "string", replaces: true, computed: true, notEmpty: true },
    size: { kind: "string", required: true, notEmpty: true },
    sshKeys: { kind: "list", replaces: true, unordered: true, notEmpty: true, fallback: [] },
    userData: { kind: "string", replaces: true, notEmpty: true },
    vpcUuid: { kind: "string", replaces: true, computed: true, notEmpty: true },
    monitoring: { kind: "boolean", replaces: true, fallback: false },
    dropletAgent: { kind: "boolean", replaces: true },
    publicNetworking: { kind: "boolean", replaces: true, fallback: true },
    gpuPartitionMode: { kind: "string", replaces: true },
    backups: flag,
    backupPolicy: { kind: "object" },
    ipv6: flag,
    ipv6Address: { kind: "string", computed: true },
    privateNetworking: { kind: "boolean", computed: true },
    resizeDisk: { kind: "boolean", fallback: true },
    gracefulShutdown: flag,
    tags: { kind: "list", unordered: true, fallback: [] },
    volumeIds: { kind: "list", unordered: true, computed: true },
  },
  outputs: {
    createdAt: {},
    disk: { changesOnUpdate: true },
    dropletUrn: {},
    ipv4Address: {},
    ipv4AddressPrivate: {},
    locked: { changesOnUpdate: true },
    memory: { changesOnUpdate: true },
    priceHourly: { changesOnUpdate: true },
    priceMonthly: { changesOnUpdate: true },
    status: { changesOnUpdate: true },
    vcpus: { changesOnUpdate: true },
  },
};

const MAX_USER_DATA_BYTES = 64 * 1024;

/** Finds what the vendor would refuse, and what the stand-in does not do. */
export function checkDroplet({
  userData,
  gpuPartitionMode,
  backupPolicy,
  backups,
  tags,
}: Partial<DropletInputs>): CheckFailure[] {
  const failures: CheckFailure[] = tagFailures(tags);
  const size = Buffer.byteLength(userData ?? "");
  if (size > MAX_USER_DATA_BYTES) {
    failures.push({ property: "userData", reason: `must be at most ${MAX_USER_DATA_BYTES} bytes, got ${size}` });
  }
  if (gpuPartitionMode !== undefined) {
    const reason = "is not built in the stand-in for the sandbox; leave it out there";
    failures.push({ property: "gpuPartitionMode", reason });
  }
  if (backupPolicy !== undefined && backups === false) {
    failures.push({ property: "backupPolicy", reason: "needs backups: true" });
  }
  if (backupPolicy !== undefined && !isPolicy(backupPolicy)) {
    const reason = "must have plan daily or weekly, weekday SUN to SAT, hour 0 to 20";
    failures.push({ property: "backupPolicy", reason });
  }
  return failures;
}

const WEEKDAYS = ["SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"];

function isPolicy({ plan, weekday, hour }: NonNullable<DropletInputs["backupPolicy"]>): boolean {
  return (
    (plan === undefined || ["daily", "weekly"].includes(plan)) &&
    (weekday === undefined || WEEKDAYS.includes(weekday)) &&
    (hour === undefined || (hour >= 0 && hour <= 20))
  );
}
