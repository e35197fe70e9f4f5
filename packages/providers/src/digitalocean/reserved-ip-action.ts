import type { DigitaloceanClient } from "./client.ts";
import { hasStatus } from "./errors.ts";

/** Gives an address to a droplet. */
export async function assignIp(
  client: DigitaloceanClient,
  ip: string,
  dropletId: number,
  signal: AbortSignal,
): Promise<void> {
  await client.act(`/reserved_ips/${ip}`, { type: "assign", droplet_id: dropletId }, signal);
}

/** Takes an address from its droplet. One that has none is refused with 422, which is what we want. */
export async function unassignIp(client: DigitaloceanClient, ip: string, signal: AbortSignal): Promise<void> {
  try {
    await client.act(`/reserved_ips/${ip}`, { type: "unassign" }, signal);
  } catch (error) {
    if (!hasStatus(error, 422)) throw error;
  }
}
