import type { CheckFailure, InputsOf } from "@freehold/provider-kit";
import type { VmLegacyArgs } from "@muhlba91/pulumi-proxmoxve";
import { FILE_ID, HOSTNAME, IP_ADDRESS, MAC_ADDRESS, VM_ID } from "../field-rules.ts";
import { type PartRule, partFailures } from "../part-failures.ts";
import { CPU_TYPES } from "./cpu-types.ts";

type Rules = Readonly<Record<string, PartRule>>;

const words = (text: string) => ({ oneOf: text.split(" ") });
/** As Go writes it, such as `10m`. */
const DURATION = { pattern: /^(\d+(\.\d+)?(ns|us|µs|ms|s|m|h))+$/ };
const CPU_TYPE = new RegExp(`^(custom-.+|${CPU_TYPES.join("|")})$`);
const MIB = { max: 268_435_456 };

const AGENT: Rules = { timeout: DURATION, type: words("isa virtio") };
const CPU: Rules = {
  architecture: words("aarch64 x86_64"),
  cores: { min: 1, max: 2304 },
  hotplugged: { min: 0, max: 2304 },
  limit: { min: 0, max: 128 },
  sockets: { min: 1, max: 16 },
  type: { notEmpty: true, pattern: CPU_TYPE },
  units: { min: 1, max: 262_144 },
};
const MEMORY: Rules = { dedicated: { min: 64, ...MIB }, floating: { min: 0, ...MIB }, shared: { min: 0, ...MIB } };
const DISK: Rules = {
  aio: words("io_uring native threads"),
  cache: words("none writethrough writeback unsafe directsync"),
  fileFormat: words("qcow2 raw vmdk"),
  fileId: FILE_ID,
  importFrom: FILE_ID,
  serial: { pattern: /^.{0,20}$/ },
  size: { min: 1 },
};
const CARD: Rules = {
  macAddress: MAC_ADDRESS,
  model: words("e1000 e1000e rtl8139 virtio vmxnet3"),
  queues: { min: 0, max: 64 },
};
const INITIALIZATION: Rules = {
  interface: { pattern: /^(ide[0-3]|sata[0-5]|scsi(30|[12]\d|\d))$/ },
  metaDataFileId: FILE_ID,
  networkDataFileId: FILE_ID,
  userDataFileId: FILE_ID,
  vendorDataFileId: FILE_ID,
  type: words("configdrive2 nocloud"),
};
const SYSTEM: Rules = { type: words("l24 l26 other solaris w2k w2k3 w2k8 win7 win8 win10 win11 wvista wxp") };

/** Finds what the official plugin refuses in a virtual machine: proxmoxtf/resource/vm of bpg/terraform-provider-proxmox. */
export function vmFailures(inputs: Partial<InputsOf<VmLegacyArgs>>): CheckFailure[] {
  const { disks = [], networkDevices = [], initialization } = inputs;
  return [
    ...partFailures("name", inputs, { name: HOSTNAME }),
    ...partFailures("agent", inputs.agent, AGENT),
    ...partFailures("clone", inputs.clone, { vmId: VM_ID }),
    ...partFailures("cpu", inputs.cpu, CPU),
    ...partFailures("memory", inputs.memory, MEMORY),
    ...disks.flatMap((disk, index) => partFailures("disks", disk, DISK, `[${index}].`)),
    ...networkDevices.flatMap((card, index) => partFailures("networkDevices", card, CARD, `[${index}].`)),
    ...partFailures("initialization", initialization, INITIALIZATION),
    ...partFailures("initialization", initialization?.dns, { servers: IP_ADDRESS }, "dns."),
    ...partFailures("operatingSystem", inputs.operatingSystem, SYSTEM),
  ];
}
