import type { CheckFailure, InputsOf, StateOf } from "@freehold/provider-kit";
import type { ContainerLegacy, ContainerLegacyArgs } from "@muhlba91/pulumi-proxmoxve";
import { containerFailures } from "./container-failures.ts";

export type ContainerInputs = InputsOf<ContainerLegacyArgs>;
export type ContainerState = StateOf<ContainerLegacy>;

const number = { kind: "number" } as const;
const list = { kind: "list" } as const;
const part = { kind: "object" } as const;

export const containerSchema = {
  inputs: {
    clone: { kind: "object", replaces: true },
    console: part,
    cpu: part,
    description: { kind: "string" },
    devicePassthroughs: list,
    disk: { kind: "object", replacingParts: ["datastoreId"] },
    environmentVariables: part,
    features: part,
    hookScriptFileId: { kind: "string" },
    idmaps: list,
    initialization: { kind: "object", replacingParts: ["userAccount"] },
    memory: part,
    mountPoints: list,
    networkInterfaces: list,
    nodeName: { kind: "string", required: true, replaces: true },
    operatingSystem: { kind: "object", replaces: true },
    poolId: { kind: "string", replaces: true },
    protection: { kind: "boolean", fallback: false },
    startOnBoot: { kind: "boolean", fallback: true },
    started: { kind: "boolean", fallback: true },
    startup: part,
    tags: { kind: "list", unordered: true, notEmpty: true, fallback: [] },
    template: { kind: "boolean" },
    timeoutClone: number,
    timeoutCreate: number,
    timeoutDelete: number,
    timeoutStart: number,
    timeoutUpdate: number,
    unprivileged: { kind: "boolean", replaces: true, fallback: false },
    vmId: { kind: "number", replaces: true, computed: true },
    waitForIp: part,
  },
  outputs: { ipv4: { changesOnUpdate: true }, ipv6: { changesOnUpdate: true } },
} as const;

/** What the official plugin has and this stand-in does not: refused, so that nobody believes it was done. */
const NOT_BUILT: readonly (keyof ContainerInputs)[] = [
  "console",
  "devicePassthroughs",
  "environmentVariables",
  "hookScriptFileId",
  "idmaps",
  "mountPoints",
  "startup",
  "template",
];
const NOT_BUILT_PARTS = {
  disk: ["acl", "mountOptions", "pathInDatastore", "quota", "replicate"],
  initialization: ["entrypoint"],
} as const;

/** The vendor's tags: lower case, as the official plugin demands. */
const TAG = /^[a-z0-9_][a-z0-9_\-+.]*$/;

/** Finds what is wrong with a container before anything is ordered. */
export function checkContainer(inputs: Partial<ContainerInputs>): CheckFailure[] {
  const failures = [...containerFailures(inputs), ...unbuilt(inputs), ...originFailures(inputs)];
  for (const tag of inputs.tags ?? []) {
    if (!TAG.test(tag)) {
      failures.push({ property: "tags", reason: `must be lower-case letters, digits and _ - + ., got "${tag}"` });
    }
  }
  if (inputs.vmId !== undefined && (inputs.vmId < 100 || inputs.vmId > 2_147_483_647))
    failures.push({ property: "vmId", reason: `must be 100 to 2147483647, got ${inputs.vmId}` });
  return failures;
}

function unbuilt(inputs: Partial<ContainerInputs>): CheckFailure[] {
  const reason = "is not built in the stand-in for the sandbox";
  const whole = NOT_BUILT.filter((property) => inputs[property] !== undefined);
  const parts = (["disk", "initialization"] as const).flatMap((property) => {
    const given = Object.entries(inputs[property] ?? {}).filter(([, value]) => value !== undefined);
    const names: readonly string[] = NOT_BUILT_PARTS[property];
    return given.filter(([name]) => names.includes(name)).map(([name]) => ({ property, reason: `${name} ${reason}` }));
  });
  const hostManaged = (inputs.networkInterfaces ?? []).some((card) => card.hostManaged === true);
  return [
    ...whole.map((property) => ({ property, reason })),
    ...parts,
    ...(hostManaged ? [{ property: "networkInterfaces", reason: `hostManaged ${reason}` }] : []),
  ];
}

/** A container is made from a template file or from another container, and only the first can be given keys and a password. */
function originFailures({ clone, operatingSystem, disk, initialization }: Partial<ContainerInputs>): CheckFailure[] {
  if (clone === undefined) return [];
  return [
    ...(operatingSystem?.templateFileId === undefined
      ? []
      : [{ property: "operatingSystem", reason: "templateFileId cannot be given together with clone" }]),
    ...(disk?.datastoreId === undefined || disk.datastoreId === clone.datastoreId
      ? []
      : [{ property: "disk", reason: "datastoreId of a clone is clone.datastoreId; leave it out" }]),
    ...(initialization?.userAccount === undefined
      ? []
      : [{ property: "initialization", reason: "userAccount of a clone is its source's; leave it out" }]),
  ];
}
