import { type CheckFailure, defineResource, type InputsOf, type StateOf } from "@freehold/provider-kit";
import type { PrimaryIp, PrimaryIpArgs } from "@pulumi/hcloud";
import type { HcloudClient } from "./client.ts";
import { deleteIfThere } from "./deletion.ts";
import { labelFailures } from "./label-failures.ts";
import { namedInputs, putNameAndLabels } from "./named.ts";
import { putProtection } from "./protection.ts";
import type * as wire from "./wire.ts";

type Inputs = InputsOf<PrimaryIpArgs>;

/** `hcloud.PrimaryIp`. https://docs.hetzner.cloud/reference/cloud#primary-ips */
export const primaryIp = defineResource<HcloudClient, Inputs, StateOf<PrimaryIp>>({
  schema: {
    inputs: {
      ...namedInputs,
      type: { kind: "string", required: true, replaces: true, oneOf: ["ipv4", "ipv6"] },
      location: { kind: "string", replaces: true, computed: true },
      datacenter: { kind: "string", replaces: true, computed: true },
      assigneeId: { kind: "number", computed: true },
      assigneeType: { kind: "string", computed: true, oneOf: ["server"] },
      autoDelete: { kind: "boolean", fallback: false },
      deleteProtection: { kind: "boolean", fallback: false },
    },
    outputs: { ipAddress: {}, ipNetwork: {} },
  },

  check: (inputs) => [...labelFailures(inputs), ...placeFailures(inputs)],

  async create({ client, inputs, signal, recordId }) {
    const ordered = await client.post<{ primary_ip: wire.PrimaryIp; action?: wire.Action | null }>(
      "/primary_ips",
      orderOf(inputs),
      signal,
    );
    const id = String(ordered.primary_ip.id);
    recordId(id, shownIp(ordered.primary_ip));
    await client.waitFor([ordered.action], signal);
    await putProtection(client, `/primary_ips/${id}`, inputs.deleteProtection, ordered.primary_ip, signal);
    return { id, shown: shownIp(await getIp(client, id, signal)) };
  },

  async read({ client, id, signal }) {
    const found = await client.find<{ primary_ip: wire.PrimaryIp }>(`/primary_ips/${id}`, signal);
    return found && { shown: shownIp(found.primary_ip) };
  },

  async update({ client, id, inputs, oldInputs, signal }) {
    const path = `/primary_ips/${id}`;
    const live = await getIp(client, id, signal);
    await putNameAndLabels(client, path, inputs, live, signal);
    const autoDelete = inputs.autoDelete ?? false;
    if (autoDelete !== live.auto_delete) await client.put(path, { auto_delete: autoDelete }, signal);
    if (inputs.assigneeId !== oldInputs.assigneeId) await reassign(client, live, inputs, signal);
    await putProtection(client, path, inputs.deleteProtection, live, signal);
    return shownIp(await getIp(client, id, signal));
  },

  async delete({ client, id, signal }) {
    await deleteIfThere(async () => {
      const live = await getIp(client, id, signal);
      if (live.assignee_id !== null && !live.protection.delete) await unassign(client, live, live.assignee_id, signal);
      await client.delete(`/primary_ips/${id}`, signal);
    });
  },
});

function orderOf(inputs: Inputs): object {
  return {
    name: inputs.name,
    type: inputs.type,
    assignee_type: inputs.assigneeType ?? "server",
    labels: inputs.labels ?? {},
    auto_delete: inputs.autoDelete ?? false,
    ...(inputs.assigneeId === undefined ? {} : { assignee_id: inputs.assigneeId }),
    ...(inputs.location === undefined ? {} : { location: inputs.location }),
    ...(inputs.datacenter === undefined ? {} : { datacenter: inputs.datacenter }),
  };
}

async function reassign(
  client: HcloudClient,
  live: wire.PrimaryIp,
  inputs: Inputs,
  signal: AbortSignal,
): Promise<void> {
  if (live.assignee_id === (inputs.assigneeId ?? null)) return;
  if (live.assignee_id !== null) await client.act(`/primary_ips/${live.id}`, "unassign", {}, signal);
  if (inputs.assigneeId === undefined) return;
  const body = { assignee_id: inputs.assigneeId, assignee_type: inputs.assigneeType ?? "server" };
  await client.act(`/primary_ips/${live.id}`, "assign", body, signal);
}

/** The vendor takes an address only from a server that is off. */
async function unassign(
  client: HcloudClient,
  ip: wire.PrimaryIp,
  serverId: number,
  signal: AbortSignal,
): Promise<void> {
  const path = `/servers/${serverId}`;
  const running = (await client.find<{ server: wire.Server }>(path, signal))?.server.status === "running";
  if (running) await client.act(path, "poweroff", {}, signal);
  await client.act(`/primary_ips/${ip.id}`, "unassign", {}, signal);
  if (running) await client.act(path, "poweron", {}, signal);
}

async function getIp(client: HcloudClient, id: string, signal: AbortSignal): Promise<wire.PrimaryIp> {
  return (await client.get<{ primary_ip: wire.PrimaryIp }>(`/primary_ips/${id}`, signal)).primary_ip;
}

function shownIp(live: wire.PrimaryIp) {
  return {
    name: live.name,
    type: live.type,
    labels: live.labels,
    location: live.location?.name ?? live.datacenter?.location.name ?? "",
    datacenter: live.datacenter?.name ?? "",
    assigneeType: live.assignee_type,
    autoDelete: live.auto_delete,
    deleteProtection: live.protection.delete,
    ...(live.assignee_id === null ? {} : { assigneeId: live.assignee_id }),
    // Of a whole network the first address is the one that a machine takes.
    ipAddress: live.type === "ipv6" ? `${live.ip.replace(/\/\d+$/, "")}1` : live.ip,
    ipNetwork: live.type === "ipv6" ? live.ip : "",
  };
}

/** `ConfigValidators` and `ValidateConfig` in internal/primaryip/resource.go of hetznercloud/terraform-provider-hcloud. */
function placeFailures({ location, assigneeId, assigneeType }: Partial<Inputs>): CheckFailure[] {
  const both = location !== undefined && assigneeId !== undefined;
  const untyped = assigneeId !== undefined && assigneeType === undefined;
  return [
    ...(both
      ? [{ property: "location", reason: "and assigneeId cannot both be given: the server has a location" }]
      : []),
    ...(untyped ? [{ property: "assigneeId", reason: "needs assigneeType" }] : []),
  ];
}
