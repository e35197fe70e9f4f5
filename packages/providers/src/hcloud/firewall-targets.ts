import type { HcloudClient } from "./client.ts";
import { hasCode } from "./errors.ts";
import { sameTarget } from "./firewall-model.ts";
import type * as wire from "./wire.ts";

/** Applies a firewall to targets. One that it already applies to is left as it is. */
export async function applyTo(
  client: HcloudClient,
  firewallId: string,
  targets: readonly wire.FirewallTarget[],
  signal: AbortSignal,
): Promise<void> {
  if (targets.length === 0) return;
  try {
    await client.act(`/firewalls/${firewallId}`, "apply_to_resources", { apply_to: targets }, signal);
  } catch (error) {
    if (!hasCode(error, "firewall_already_applied")) throw error;
  }
}

/** Takes a firewall away from targets. One that it does not apply to any more is left as it is. */
export async function removeFrom(
  client: HcloudClient,
  firewallId: string,
  targets: readonly wire.FirewallTarget[],
  signal: AbortSignal,
): Promise<void> {
  if (targets.length === 0) return;
  try {
    await client.act(`/firewalls/${firewallId}`, "remove_from_resources", { remove_from: targets }, signal);
  } catch (error) {
    if (!hasCode(error, "firewall_already_removed", "firewall_resource_not_found")) throw error;
  }
}

/** Changes the targets from one set to another. */
export async function changeTargets(
  client: HcloudClient,
  firewallId: string,
  change: { from: readonly wire.FirewallTarget[]; to: readonly wire.FirewallTarget[] },
  signal: AbortSignal,
): Promise<void> {
  const missingIn = (list: readonly wire.FirewallTarget[]) => (target: wire.FirewallTarget) =>
    !list.some((other) => sameTarget(target, other));

  await removeFrom(client, firewallId, change.from.filter(missingIn(change.to)), signal);
  await applyTo(client, firewallId, change.to.filter(missingIn(change.from)), signal);
}

/** The parts of a target that name it: the vendor also lists what a selector has found. */
export function bareTargets(targets: readonly wire.FirewallTarget[]): wire.FirewallTarget[] {
  return targets.map(({ type, server, label_selector }) => ({
    type,
    ...(server ? { server: { id: server.id } } : {}),
    ...(label_selector ? { label_selector: { selector: label_selector.selector } } : {}),
  }));
}
