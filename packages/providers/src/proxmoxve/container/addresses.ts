import { ProviderError } from "@freehold/provider-kit";
import { pause } from "../../http/pause.ts";
import type { ProxmoxClient } from "../client.ts";
import type { ContainerInputs } from "./schema.ts";
import type { ContainerConfig } from "./settings.ts";

/** First address of each network card, by the card's name in the container. */
export interface ContainerAddresses {
  ipv4: Record<string, string>;
  ipv6: Record<string, string>;
}

export const NO_ADDRESSES: ContainerAddresses = { ipv4: {}, ipv6: {} };

const FIRST_PAUSE_MS = 100;
const LONGEST_PAUSE_MS = 5_000;
const DEFAULT_TIMEOUT_S = 1_800;

/** What the node says now of a container's cards, without its loopback. */
export async function askAddresses(
  client: ProxmoxClient,
  path: string,
  signal: AbortSignal,
): Promise<ContainerAddresses> {
  const cards = await client.get<{ name: string; inet?: string; inet6?: string }[] | null>(
    `${path}/interfaces`,
    signal,
  );
  const own = (cards ?? []).filter(({ name }) => name !== "lo");
  const addresses = (of: "inet" | "inet6") =>
    Object.fromEntries(own.flatMap((card) => (card[of] ? [[card.name, card[of].split("/")[0] ?? ""]] : [])));
  return { ipv4: addresses("inet"), ipv6: addresses("inet6") };
}

/** Asks until a running container has the addresses that are waited for: any, when a card is to get one and the program says no more. */
export async function awaitAddresses(
  client: ProxmoxClient,
  path: string,
  { waitForIp = {}, timeoutCreate = DEFAULT_TIMEOUT_S }: ContainerInputs,
  signal: AbortSignal,
): Promise<ContainerAddresses> {
  const config = await client.get<ContainerConfig>(`${path}/config`, signal);
  const { ipv4 = false, ipv6 = false } = waitForIp;
  const expectsAny = Object.entries(config).some(([key, card]) => /^net\d+$/.test(key) && /,ip6?=/.test(String(card)));
  const giveUpAt = Date.now() + timeoutCreate * 1_000;
  for (let delayMs = FIRST_PAUSE_MS; ; delayMs = Math.min(delayMs * 2, LONGEST_PAUSE_MS)) {
    const found = await askAddresses(client, path, signal);
    const [has4, has6] = [found.ipv4, found.ipv6].map((addresses) => Object.keys(addresses).length > 0);
    const hasAny = has4 || has6 || !expectsAny;
    if ((!ipv4 || has4) && (!ipv6 || has6) && hasAny) return found;
    if (Date.now() + delayMs > giveUpAt) {
      throw new ProviderError(
        `${path} got no address within ${timeoutCreate} s: is there DHCP on its bridge? Or give initialization.ipConfigs an address`,
      );
    }
    await pause(delayMs, signal);
  }
}
