import type { CheckFailure, InputsOf } from "@freehold/provider-kit";
import type { ContainerLegacyArgs } from "@muhlba91/pulumi-proxmoxve";
import { FILE_ID, HOSTNAME, IP_ADDRESS, MAC_ADDRESS, VM_ID } from "../field-rules.ts";
import { type PartRule, partFailures } from "../part-failures.ts";

const words = (text: string) => ({ oneOf: text.split(" ") });
const MIB = { max: 268_435_456 };

const CPU: Readonly<Record<string, PartRule>> = {
  architecture: words("amd64 arm64 armhf i386"),
  cores: { min: 1, max: 128 },
  limit: { min: 0, max: 8192 },
  units: { min: 1, max: 500_000 },
};
const SYSTEM: Readonly<Record<string, PartRule>> = {
  templateFileId: FILE_ID,
  type: words("alpine archlinux centos debian devuan fedora gentoo nixos opensuse ubuntu unmanaged"),
};

/** Finds what the official plugin refuses in a container: proxmoxtf/resource/container of bpg/terraform-provider-proxmox. */
export function containerFailures(inputs: Partial<InputsOf<ContainerLegacyArgs>>): CheckFailure[] {
  const { networkInterfaces = [], initialization } = inputs;
  return [
    ...partFailures("clone", inputs.clone, { vmId: VM_ID }),
    ...partFailures("cpu", inputs.cpu, CPU),
    ...partFailures("disk", inputs.disk, { size: { min: 0 } }),
    ...partFailures("initialization", initialization, { hostname: HOSTNAME }),
    ...partFailures("initialization", initialization?.dns, { servers: IP_ADDRESS }, "dns."),
    ...partFailures("memory", inputs.memory, { dedicated: { min: 16, ...MIB }, swap: { min: 0, ...MIB } }),
    ...networkInterfaces.flatMap((card, index) =>
      partFailures("networkInterfaces", card, { macAddress: MAC_ADDRESS }, `[${index}].`),
    ),
    ...partFailures("operatingSystem", inputs.operatingSystem, SYSTEM),
  ];
}
