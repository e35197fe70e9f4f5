import type { Parameters } from "../client.ts";
import type { ContainerInputs } from "./schema.ts";

export type ContainerConfig = Record<string, string | number | undefined>;
type Addresses = NonNullable<NonNullable<ContainerInputs["initialization"]>["ipConfigs"]>[number];
type Card = NonNullable<ContainerInputs["networkInterfaces"]>[number];

/** The settings that can change while a container lives, in the vendor's words. */
export function settingsOf(inputs: ContainerInputs): Parameters {
  const { cpu, memory, features, initialization, operatingSystem } = inputs;
  return {
    cores: cpu?.cores,
    arch: cpu?.architecture,
    cpulimit: cpu?.limit,
    cpuunits: cpu?.units,
    memory: memory?.dedicated,
    swap: memory?.swap,
    ostype: operatingSystem?.type,
    hostname: initialization?.hostname,
    searchdomain: initialization?.dns?.domain,
    nameserver: initialization?.dns?.servers?.join(" ") ?? initialization?.dns?.server,
    ...(features === undefined ? {} : { features: featuresOf(features) }),
    description: inputs.description,
    ...cardsOf(inputs),
    tags: [...(inputs.tags ?? [])].sort().join(";"),
    onboot: inputs.startOnBoot ?? true,
    protection: inputs.protection ?? false,
  };
}

/** What only a container that is made from a template file is given. */
export function createOnlySettingsOf(inputs: ContainerInputs): Parameters {
  const { disk, initialization, operatingSystem, poolId, unprivileged = false } = inputs;
  const { keys = [], password } = initialization?.userAccount ?? {};
  return {
    ostemplate: operatingSystem?.templateFileId,
    rootfs: `${disk?.datastoreId ?? "local"}:${disk?.size ?? 4}`,
    unprivileged,
    pool: poolId,
    password,
    "ssh-public-keys": keys.length === 0 ? undefined : `${keys.map((key) => key.trim()).join("\n")}\n`,
  };
}

/** The settings for a container that is there: its cards keep their hardware addresses, and those that left the program go. */
export function changedSettings(inputs: ContainerInputs, before: ContainerConfig): Parameters {
  const settings = settingsOf(inputs);
  for (const [key, card] of Object.entries(settings)) {
    const mac = /^net\d+$/.test(key) ? /hwaddr=([^,]+)/.exec(String(before[key] ?? ""))?.[1] : undefined;
    if (mac !== undefined && !String(card).includes("hwaddr=")) settings[key] = `${card},hwaddr=${mac}`;
  }
  if (inputs.networkInterfaces === undefined) return settings;
  const gone = Object.keys(before).filter((key) => /^net\d+$/.test(key) && settings[key] === undefined);
  return gone.length === 0 ? settings : { ...settings, delete: gone.join(",") };
}

/** Size of the root filesystem in GiB. */
export function rootGib({ rootfs }: ContainerConfig): number {
  const [, amount = "0", unit = "G"] = /size=(\d+)([MGT])?/.exec(String(rootfs ?? "")) ?? [];
  return Number(amount) * ({ M: 1 / 1024, G: 1, T: 1024 }[unit] ?? 1);
}

function cardsOf({ networkInterfaces = [], initialization }: ContainerInputs): Parameters {
  const cards = networkInterfaces.map((card, index) => {
    const text = card.enabled === false ? undefined : cardOf(card, initialization?.ipConfigs?.[index]);
    return [`net${index}`, text] as const;
  });
  return Object.fromEntries(cards);
}

function cardOf(card: Card, { ipv4, ipv6 }: Addresses = {}): string {
  const parts = {
    name: card.name,
    bridge: card.bridge ?? "vmbr0",
    firewall: card.firewall === true ? 1 : undefined,
    gw: ipv4?.gateway,
    gw6: ipv6?.gateway,
    hwaddr: card.macAddress,
    ip: ipv4?.address,
    ip6: ipv6?.address,
    mtu: card.mtu,
    rate: card.rateLimit,
    tag: card.vlanId,
    type: "veth",
  };
  const given = Object.entries(parts).filter(([, value]) => value !== undefined);
  return given.map(([name, value]) => `${name}=${value}`).join(",");
}

function featuresOf({ nesting, keyctl, fuse, mknod, mounts = [] }: NonNullable<ContainerInputs["features"]>): string {
  const flags = Object.entries({ fuse, keyctl, mknod, nesting }).map(([name, on = false]) => `${name}=${Number(on)}`);
  return [...flags, ...(mounts.length === 0 ? [] : [`mount=${mounts.join(";")}`])].join(",");
}
