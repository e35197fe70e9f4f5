import type { DigitaloceanClient } from "./client.ts";

/** Gives a thing exactly these tags. Tags that do not exist are made; those taken off stay, perhaps without a thing. */
export async function putTags(
  client: DigitaloceanClient,
  resource: { resource_id: string; resource_type: "droplet" | "volume" },
  wanted: readonly string[],
  live: readonly string[],
  signal: AbortSignal,
): Promise<void> {
  const resources = { resources: [resource] };
  for (const tag of live.filter((name) => !wanted.includes(name))) {
    await client.delete(`/tags/${encodeURIComponent(tag)}/resources`, signal, resources);
  }
  for (const tag of wanted.filter((name) => !live.includes(name))) {
    await client.post("/tags", { name: tag }, signal);
    await client.post(`/tags/${encodeURIComponent(tag)}/resources`, resources, signal);
  }
}
