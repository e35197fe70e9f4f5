import { ProviderError } from "@freehold/provider-kit";
import type { HcloudClient } from "../client.ts";
import { putNameAndLabels } from "../named.ts";
import type * as wire from "../wire.ts";
import type { ServerInputs } from "./schema.ts";

/** What one change works with. */
interface Change {
  client: HcloudClient;
  /** `/servers/42` */
  path: string;
  inputs: ServerInputs;
  oldInputs: ServerInputs;
  live: wire.Server;
  signal: AbortSignal;
}

/** Makes a server what the inputs say. Also finishes one whose create was cut short. */
export async function changeServer(change: Change): Promise<void> {
  refuseUnbuilt(change);
  await putNameAndLabels(change.client, change.path, change.inputs, change.live, change.signal);
  await changeType(change);
  await changeFirewalls(change);
  await changePlacementGroup(change);
  await changeNetworks(change);
  await finishServer(change);
}

/** The settings that are made after a server exists: backups and protection. */
export async function finishServer({ client, path, inputs, live, signal }: Omit<Change, "oldInputs">): Promise<void> {
  const backups = inputs.backups ?? false;
  if (backups !== Boolean(live.backup_window)) {
    await client.act(path, backups ? "enable_backup" : "disable_backup", {}, signal);
  }

  const protection = { delete: inputs.deleteProtection ?? false, rebuild: inputs.rebuildProtection ?? false };
  if (protection.delete !== live.protection.delete || protection.rebuild !== live.protection.rebuild) {
    await client.act(path, "change_protection", protection, signal);
  }
}

/** Attaches a server to a network that its arguments name. */
export async function attachNetwork(
  client: HcloudClient,
  path: string,
  network: NonNullable<ServerInputs["networks"]>[number],
  signal: AbortSignal,
): Promise<void> {
  const body = {
    network: network.networkId,
    ...(network.ip === undefined ? {} : { ip: network.ip }),
    ...(network.aliasIps === undefined ? {} : { alias_ips: network.aliasIps }),
  };
  await client.act(path, "attach_to_network", body, signal);
}

function refuseUnbuilt({ inputs, oldInputs }: Change): void {
  if (JSON.stringify(inputs.publicNets ?? []) === JSON.stringify(oldInputs.publicNets ?? [])) return;
  throw new ProviderError("a change of publicNets is not built in the stand-in for the sandbox; replace the server");
}

/** The vendor copies the disk and starts the machine again; one that stays off is started by us. */
async function changeType({ client, path, inputs, live, signal }: Change): Promise<void> {
  if (inputs.serverType === live.server_type.name) return;
  const wasRunning = live.status === "running";
  if (wasRunning) await client.act(path, "poweroff", {}, signal);
  const body = { server_type: inputs.serverType, upgrade_disk: !(inputs.keepDisk ?? false) };
  await client.act(path, "change_type", body, signal);

  const { server } = await client.get<{ server: wire.Server }>(path, signal);
  if (wasRunning && server.status === "off") await client.act(path, "poweron", {}, signal);
}

async function changeFirewalls({ client, inputs, oldInputs, live, signal }: Change): Promise<void> {
  const wanted = inputs.firewallIds;
  if (wanted === undefined || sameNumbers(wanted, oldInputs.firewallIds ?? [])) return;
  const present = live.public_net.firewalls.map(({ id }) => id);
  const target = [{ type: "server", server: { id: live.id } }];

  for (const id of present.filter((id) => !wanted.includes(id))) {
    await client.act(`/firewalls/${id}`, "remove_from_resources", { remove_from: target }, signal);
  }
  for (const id of wanted.filter((id) => !present.includes(id))) {
    await client.act(`/firewalls/${id}`, "apply_to_resources", { apply_to: target }, signal);
  }
}

async function changePlacementGroup({ client, path, inputs, live, signal }: Change): Promise<void> {
  const wanted = inputs.placementGroupId;
  if (wanted === live.placement_group?.id) return;
  if (live.placement_group) await client.act(path, "remove_from_placement_group", {}, signal);
  if (wanted !== undefined) await client.act(path, "add_to_placement_group", { placement_group: wanted }, signal);
}

async function changeNetworks({ client, path, inputs, oldInputs, live, signal }: Change): Promise<void> {
  const wanted = inputs.networks ?? [];
  const ours = (oldInputs.networks ?? []).map(({ networkId }) => networkId);

  const isUnchanged = (net: wire.Server["private_net"][number]) => {
    const asked = wanted.find(({ networkId }) => networkId === net.network);
    return asked !== undefined && (asked.ip ?? net.ip) === net.ip;
  };
  const obsolete = live.private_net.filter((net) => ours.includes(net.network) && !isUnchanged(net));
  for (const { network } of obsolete) await client.act(path, "detach_from_network", { network }, signal);

  const attached = live.private_net.filter((net) => !obsolete.includes(net)).map(({ network }) => network);
  for (const network of wanted) {
    if (!attached.includes(network.networkId ?? 0)) await attachNetwork(client, path, network, signal);
  }
}

function sameNumbers(a: readonly number[], b: readonly number[]): boolean {
  return a.length === b.length && a.every((number) => b.includes(number));
}
