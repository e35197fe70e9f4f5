import { ProviderError } from "@freehold/provider-kit";
import type { Parameters, ProxmoxClient } from "../client.ts";
import type { VmInputs } from "./schema.ts";

export type VmConfig = Record<string, string | number | undefined>;

/** The settings that a machine gets, in the vendor's words. */
export function settingsOf(inputs: VmInputs): Parameters {
  const { cpu, memory, agent, operatingSystem } = inputs;
  return {
    ...(agent === undefined ? {} : { agent: agentOf(agent) }),
    ...(cpu === undefined ? {} : cpuOf(cpu)),
    ...(memory?.dedicated === undefined ? {} : { memory: memory.dedicated }),
    ...(memory?.floating === undefined ? {} : { balloon: memory.floating }),
    ...(inputs.name === undefined ? {} : { name: inputs.name }),
    ...(inputs.description === undefined ? {} : { description: inputs.description }),
    ...(operatingSystem?.type === undefined ? {} : { ostype: operatingSystem.type }),
    ...cardsOf(inputs),
    tags: [...(inputs.tags ?? [])].sort().join(";"),
    onboot: inputs.onBoot ?? true,
    protection: inputs.protection ?? false,
  };
}

/** What cloud-init is given, on a drive of its own. */
export function cloudInitOf({ initialization }: VmInputs): Parameters {
  if (initialization === undefined) return {};
  const { datastoreId = "local-lvm", interface: drive = "ide2", userAccount, dns, type, upgrade } = initialization;
  const files = {
    user: initialization.userDataFileId,
    network: initialization.networkDataFileId,
    meta: initialization.metaDataFileId,
    vendor: initialization.vendorDataFileId,
  };
  const named = Object.entries(files).filter(([, volid]) => volid !== undefined);
  const keys = (userAccount?.keys ?? []).map((key) => key.trim());
  return {
    [drive]: `${datastoreId}:cloudinit,media=cdrom`,
    ...(named.length === 0 ? {} : { cicustom: named.map(([name, volid]) => `${name}=${volid}`).join(",") }),
    ...(userAccount?.username === undefined ? {} : { ciuser: userAccount.username }),
    ...(userAccount?.password === undefined ? {} : { cipassword: userAccount.password }),
    ...(keys.length === 0 ? {} : { sshkeys: encodeURIComponent(keys.join("\n")) }),
    ...(dns?.servers === undefined ? {} : { nameserver: dns.servers.join(" ") }),
    ...(dns?.domain === undefined ? {} : { searchdomain: dns.domain }),
    ...(type === undefined ? {} : { citype: type }),
    ...(upgrade === undefined ? {} : { ciupgrade: upgrade }),
    ...addressesOf(initialization.ipConfigs ?? []),
  };
}

/** The drives of the template that cloud-init reads: the clone gets one of its own. */
export function cloudInitDrives(config: VmConfig): string[] {
  return Object.keys(config).filter((key) => /^(ide|sata|scsi)\d+$/.test(key) && /cloudinit/.test(String(config[key])));
}

/** Puts the disks where the program wants them, as large as it wants them. */
export async function arrangeDisks(
  client: ProxmoxClient,
  path: string,
  inputs: VmInputs,
  signal: AbortSignal,
): Promise<void> {
  for (const disk of inputs.disks ?? []) {
    const config = await client.get<VmConfig>(`${path}/config`, signal);
    const present = config[disk.interface];
    if (present === undefined) {
      const size = `${disk.datastoreId ?? "local-lvm"}:${disk.size ?? 8}`;
      await client.put(`${path}/config`, { [disk.interface]: size }, signal);
      continue;
    }
    const [volume = ""] = String(present).split(",");
    if (disk.datastoreId !== undefined && !volume.startsWith(`${disk.datastoreId}:`)) {
      const move = { disk: disk.interface, storage: disk.datastoreId, delete: true };
      await client.waitFor(await client.post(`${path}/move_disk`, move, signal), signal);
    }
    await growDisk(client, path, disk, sizeGib(String(present)), signal);
  }
}

/** Refuses, before anything is changed, a disk that is to be smaller than it is: as the official provider does, which compares first. */
export function refuseSmallerDisks(config: VmConfig, { disks = [] }: VmInputs): void {
  for (const { interface: name, size } of disks) {
    const present = config[name] === undefined ? 0 : sizeGib(String(config[name]));
    if (size !== undefined && size < present) throw tooSmall(name, present, size);
  }
}

function tooSmall(name: string, presentGib: number, wantedGib: number): ProviderError {
  return new ProviderError(
    `disk ${name} has ${presentGib} GiB and cannot shrink to ${wantedGib}; use a smaller template`,
  );
}

async function growDisk(
  client: ProxmoxClient,
  path: string,
  disk: NonNullable<VmInputs["disks"]>[number],
  presentGib: number,
  signal: AbortSignal,
): Promise<void> {
  const wanted = disk.size ?? presentGib;
  if (wanted === presentGib) return;
  if (wanted < presentGib) throw tooSmall(disk.interface, presentGib, wanted);
  const resize = { disk: disk.interface, size: `${wanted}G` };
  await client.waitFor(await client.put(`${path}/resize`, resize, signal), signal);
}

function sizeGib(drive: string): number {
  const [, amount = "0", unit = "G"] = /size=(\d+)([MGT])?/.exec(drive) ?? [];
  return Number(amount) * ({ M: 1 / 1024, G: 1, T: 1024 }[unit] ?? 1);
}

function agentOf({ enabled = false, trim = false, type = "virtio" }: NonNullable<VmInputs["agent"]>): string {
  return `enabled=${Number(enabled)},fstrim_cloned_disks=${Number(trim)},type=${type}`;
}

function cpuOf({ cores, sockets, type, units, limit }: NonNullable<VmInputs["cpu"]>): Parameters {
  return {
    ...(cores === undefined ? {} : { cores }),
    ...(sockets === undefined ? {} : { sockets }),
    ...(type === undefined ? {} : { cpu: type }),
    ...(units === undefined ? {} : { cpuunits: units }),
    ...(limit === undefined ? {} : { cpulimit: limit }),
  };
}

function cardsOf({ networkDevices }: VmInputs): Parameters {
  const cards = (networkDevices ?? []).map((card, index) => {
    const parts = [
      `model=${card.model ?? "virtio"}`,
      ...(card.macAddress === undefined ? [] : [`macaddr=${card.macAddress}`]),
      `bridge=${card.bridge ?? "vmbr0"}`,
      ...(card.vlanId === undefined ? [] : [`tag=${card.vlanId}`]),
      ...(card.firewall === true ? ["firewall=1"] : []),
      ...(card.mtu === undefined ? [] : [`mtu=${card.mtu}`]),
      ...(card.rateLimit === undefined ? [] : [`rate=${card.rateLimit}`]),
      ...(card.disconnected === true ? ["link_down=1"] : []),
    ];
    return [`net${index}`, parts.join(",")] as const;
  });
  return Object.fromEntries(cards);
}

function addressesOf(configs: NonNullable<NonNullable<VmInputs["initialization"]>["ipConfigs"]>): Parameters {
  const entries = configs.map(({ ipv4, ipv6 }, index) => {
    const parts = [
      ...(ipv4?.gateway === undefined ? [] : [`gw=${ipv4.gateway}`]),
      ...(ipv6?.gateway === undefined ? [] : [`gw6=${ipv6.gateway}`]),
      ...(ipv4?.address === undefined ? [] : [`ip=${ipv4.address}`]),
      ...(ipv6?.address === undefined ? [] : [`ip6=${ipv6.address}`]),
    ];
    return [`ipconfig${index}`, parts.join(",")] as const;
  });
  return Object.fromEntries(entries);
}
