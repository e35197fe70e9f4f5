import { ProviderError } from "@freehold/provider-kit";
import type { DigitaloceanClient } from "../client.ts";
import { putTags } from "../tagging.ts";
import type * as wire from "../wire.ts";
import { backupPolicyBody } from "./order.ts";
import type { DropletInputs } from "./schema.ts";

/** What one change works with. */
interface Change {
  client: DigitaloceanClient;
  /** `/droplets/42` */
  path: string;
  inputs: DropletInputs;
  oldInputs: DropletInputs;
  live: wire.Droplet;
  signal: AbortSignal;
}

/** Makes a droplet what the inputs say. Also finishes one whose create was cut short. */
export async function changeDroplet(change: Change): Promise<void> {
  const { client, path, inputs, live, signal } = change;
  await resize(change);
  if (inputs.name !== undefined && inputs.name !== live.name)
    await client.act(path, { type: "rename", name: inputs.name }, signal);
  await changeBackups(change);
  await enableIpv6(change);
  const self = { resource_id: String(live.id), resource_type: "droplet" } as const;
  await putTags(client, self, inputs.tags ?? [], live.tags, signal);
  await moveVolumes(change);
}

/**
 * The vendor resizes only what is switched off. The official provider switches it on again after a refusal too:
 * `digitalocean/droplet/resource_droplet.go` of terraform-provider-digitalocean, 401992a.
 */
async function resize({ client, path, inputs, live, signal }: Change): Promise<void> {
  if (inputs.size === live.size_slug) return;
  const wasOn = live.status === "active";
  if (wasOn) await client.act(path, { type: "power_off" }, signal);
  try {
    await client.act(path, { type: "resize", size: inputs.size, disk: inputs.resizeDisk ?? true }, signal);
  } finally {
    if (wasOn) await client.act(path, { type: "power_on" }, signal);
  }
}

async function changeBackups({ client, path, inputs, oldInputs, live, signal }: Change): Promise<void> {
  const wanted = inputs.backups ?? false;
  const policy = backupPolicyBody(inputs);
  if (wanted !== live.features.includes("backups")) {
    const body = wanted ? { type: "enable_backups", ...policy } : { type: "disable_backups" };
    return client.act(path, body, signal);
  }
  const changed = JSON.stringify(inputs.backupPolicy) !== JSON.stringify(oldInputs.backupPolicy);
  if (wanted && changed && inputs.backupPolicy)
    await client.act(path, { type: "change_backup_policy", ...policy }, signal);
}

async function enableIpv6({ client, path, inputs, live, signal }: Change): Promise<void> {
  const has = live.features.includes("ipv6");
  if (inputs.ipv6 === true && !has) await client.act(path, { type: "enable_ipv6" }, signal);
  if (inputs.ipv6 === false && has)
    throw new ProviderError("IPv6 of a droplet cannot be switched off; replace the droplet");
}

async function moveVolumes({ client, inputs, oldInputs, live, signal }: Change): Promise<void> {
  const wanted = inputs.volumeIds;
  if (wanted === undefined) return;
  const ours = oldInputs.volumeIds ?? [];
  for (const id of live.volume_ids.filter((volume) => ours.includes(volume) && !wanted.includes(volume)))
    await client.act(`/volumes/${id}`, { type: "detach", droplet_id: live.id }, signal);
  for (const id of wanted.filter((volume) => !live.volume_ids.includes(volume)))
    await client.act(`/volumes/${id}`, { type: "attach", droplet_id: live.id }, signal);
}
