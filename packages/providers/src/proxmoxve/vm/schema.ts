import type { CheckFailure, InputsOf, StateOf } from "@freehold/provider-kit";
import type { VmLegacy, VmLegacyArgs } from "@muhlba91/pulumi-proxmoxve";
import { vmFailures } from "./vm-failures.ts";

export type VmInputs = InputsOf<VmLegacyArgs>;
export type VmState = StateOf<VmLegacy>;

const flag = { kind: "boolean" } as const;
const number = { kind: "number" } as const;
const text = { kind: "string" } as const;
const list = { kind: "list" } as const;
const part = { kind: "object" } as const;

export const vmSchema = {
  inputs: {
    acpi: flag,
    agent: part,
    amdSev: part,
    audioDevice: part,
    bios: text,
    bootOrders: { kind: "list", computed: true },
    cdrom: part,
    clone: { kind: "object", replaces: true },
    cpu: part,
    deleteUnreferencedDisksOnDestroy: { kind: "boolean", fallback: true },
    description: text,
    disks: list,
    efiDisk: part,
    hookScriptFileId: text,
    hostpcis: list,
    hotplug: { kind: "string", computed: true },
    initialization: { kind: "object", replaces: true },
    keyboardLayout: text,
    kvmArguments: text,
    macAddresses: { kind: "list", computed: true },
    machine: text,
    memory: part,
    migrate: flag,
    name: { kind: "string", computed: true },
    networkDevices: { kind: "list", computed: true },
    nodeName: { kind: "string", required: true, replaces: true, notEmpty: true },
    numas: list,
    onBoot: { kind: "boolean", fallback: true },
    operatingSystem: part,
    poolId: text,
    protection: { kind: "boolean", fallback: false },
    purgeOnDestroy: { kind: "boolean", fallback: true },
    reboot: flag,
    rebootAfterUpdate: { kind: "boolean", fallback: true },
    rngs: list,
    scsiHardware: text,
    serialDevices: list,
    smbios: part,
    started: { kind: "boolean", fallback: true },
    startup: part,
    stopOnDestroy: { kind: "boolean", fallback: false },
    tabletDevice: flag,
    tags: { kind: "list", unordered: true, notEmpty: true, fallback: [] },
    template: flag,
    timeoutClone: number,
    timeoutCreate: number,
    timeoutMigrate: number,
    timeoutMoveDisk: number,
    timeoutReboot: number,
    timeoutShutdownVm: number,
    timeoutStartVm: number,
    timeoutStopVm: number,
    tpmState: part,
    usbs: list,
    vga: { kind: "object", computed: true },
    virtiofs: list,
    vmId: { kind: "number", replaces: true, computed: true },
    watchdog: part,
  },
  outputs: { ipv4Addresses: {}, ipv6Addresses: {}, networkInterfaceNames: {} },
} as const;

/** What the official plugin has and this stand-in does not: refused, so that nobody believes it was done. */
const NOT_BUILT: readonly (keyof VmInputs)[] = [
  ...([
    "acpi",
    "amdSev",
    "audioDevice",
    "bios",
    "bootOrders",
    "cdrom",
    "efiDisk",
    "hookScriptFileId",
    "hostpcis",
  ] as const),
  ...([
    "hotplug",
    "keyboardLayout",
    "kvmArguments",
    "macAddresses",
    "machine",
    "migrate",
    "numas",
    "reboot",
    "rngs",
  ] as const),
  ...(["scsiHardware", "serialDevices", "smbios", "startup", "tabletDevice", "template", "tpmState", "usbs"] as const),
  ...(["vga", "virtiofs", "watchdog"] as const),
];

/** The vendor's tags: lower case, as the official plugin demands. */
const TAG = /^[a-z0-9_][a-z0-9_\-+.]*$/;

export function checkVm(inputs: Partial<VmInputs>): CheckFailure[] {
  const unbuilt = NOT_BUILT.filter((property) => inputs[property] !== undefined);
  const wrongTags = (inputs.tags ?? []).filter((tag) => !TAG.test(tag));
  return [
    ...vmFailures(inputs),
    ...unbuilt.map((property) => ({ property, reason: "is not built in the stand-in for the sandbox" })),
    ...wrongTags.map((tag) => ({
      property: "tags",
      reason: `must be lower-case letters, digits and _ - + ., got "${tag}"`,
    })),
    ...(inputs.vmId !== undefined && (inputs.vmId < 100 || inputs.vmId > 2_147_483_647)
      ? [{ property: "vmId", reason: `must be 100 to 2147483647, got ${inputs.vmId}` }]
      : []),
  ];
}
