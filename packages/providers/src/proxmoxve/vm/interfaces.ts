import { ProviderError } from "@freehold/provider-kit";
import { pause } from "../../http/pause.ts";
import type { ProxmoxClient } from "../client.ts";
import { ProxmoxApiError } from "../errors.ts";
import type { VmInputs } from "./schema.ts";

interface Interface {
  name: string;
  "hardware-address": string;
  "ip-addresses"?: { "ip-address": string; "ip-address-type": "ipv4" | "ipv6" }[];
}

/** What the guest agent knows of the machine's network, interface by interface. */
export interface Addresses {
  networkInterfaceNames: string[];
  macAddresses: string[];
  ipv4Addresses: string[][];
  ipv6Addresses: string[][];
}

export const NO_ADDRESSES: Addresses = {
  networkInterfaceNames: [],
  macAddresses: [],
  ipv4Addresses: [],
  ipv6Addresses: [],
};

const DEFAULT_TIMEOUT = "15m";
const FIRST_PAUSE_MS = 100;
const LONGEST_PAUSE_MS = 5_000;
const UNITS: Record<string, number> = { s: 1_000, m: 60_000, h: 3_600_000 };

/** Asks the agent until the machine has an address that it did not give itself, or the agent's time is over. */
export async function awaitAddresses(
  client: ProxmoxClient,
  path: string,
  { agent }: Partial<VmInputs>,
  signal: AbortSignal,
): Promise<Addresses> {
  if (agent?.enabled !== true || agent.waitForIp?.disabled === true) return NO_ADDRESSES;
  const timeout = agent.timeout ?? DEFAULT_TIMEOUT;
  const giveUpAt = Date.now() + milliseconds(timeout);
  for (let delayMs = FIRST_PAUSE_MS; ; delayMs = Math.min(delayMs * 2, LONGEST_PAUSE_MS)) {
    const found = await askAgent(client, path, signal);
    if (found.ipv4Addresses.flat().some((ip) => ip !== "127.0.0.1" && !ip.startsWith("169.254."))) return found;
    if (Date.now() + delayMs > giveUpAt) {
      throw new ProviderError(
        `the guest agent reported no address of ${path} within ${timeout}: is qemu-guest-agent installed in the template, and is there DHCP on its bridge?`,
      );
    }
    await pause(delayMs, signal);
  }
}

/** What the agent says now; nothing while it is not up. */
export async function askAgent(client: ProxmoxClient, path: string, signal: AbortSignal): Promise<Addresses> {
  try {
    const { result } = await client.get<{ result: Interface[] }>(`${path}/agent/network-get-interfaces`, signal);
    const addresses = (type: "ipv4" | "ipv6") =>
      result.map((card) =>
        (card["ip-addresses"] ?? [])
          .filter((entry) => entry["ip-address-type"] === type)
          .map((entry) => entry["ip-address"]),
      );
    return {
      networkInterfaceNames: result.map(({ name }) => name),
      macAddresses: result.map((card) => card["hardware-address"]),
      ipv4Addresses: addresses("ipv4"),
      ipv6Addresses: addresses("ipv6"),
    };
  } catch (error) {
    if (error instanceof ProxmoxApiError && error.status === 500) return NO_ADDRESSES;
    throw error;
  }
}

function milliseconds(duration: string): number {
  const [, amount = "15", unit = "m"] = /^(\d+(?:\.\d+)?)([smh])$/.exec(duration) ?? [];
  return Number(amount) * (UNITS[unit] ?? 60_000);
}
