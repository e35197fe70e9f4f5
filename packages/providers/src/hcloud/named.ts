import type { HcloudClient } from "./client.ts";
import type { Labels } from "./wire.ts";

/** Inputs that nearly every resource has. */
export const namedInputs = {
  name: { kind: "string", autoName: { maxLength: 63 } },
  labels: { kind: "object", fallback: {} },
} as const;

/** Sets name and labels where they differ from what the vendor has. */
export async function putNameAndLabels(
  client: HcloudClient,
  path: string,
  wanted: { name?: string | undefined; labels?: Labels | undefined },
  live: { name: string; labels: Labels },
  signal: AbortSignal,
): Promise<void> {
  const labels = wanted.labels ?? {};
  if (wanted.name !== undefined && wanted.name !== live.name) await client.put(path, { name: wanted.name }, signal);
  if (!sameLabels(labels, live.labels)) await client.put(path, { labels }, signal);
}

function sameLabels(a: Labels, b: Labels): boolean {
  const names = Object.keys(a);
  return names.length === Object.keys(b).length && names.every((name) => a[name] === b[name]);
}
