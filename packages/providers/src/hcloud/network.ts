import { parseIpNetwork } from "@freehold/model";
import { type CheckFailure, defineResource, type InputsOf, type StateOf } from "@freehold/provider-kit";
import type { Network, NetworkArgs } from "@pulumi/hcloud";
import type { HcloudClient } from "./client.ts";
import { deleteIfThere } from "./deletion.ts";
import { labelFailures } from "./label-failures.ts";
import { namedInputs, putNameAndLabels } from "./named.ts";
import { putProtection } from "./protection.ts";
import { retryWhile } from "./retry.ts";
import type * as wire from "./wire.ts";

type State = StateOf<Network>;

/** `hcloud.Network`. https://docs.hetzner.cloud/reference/cloud#networks */
export const network = defineResource<HcloudClient, InputsOf<NetworkArgs>, State>({
  schema: {
    inputs: {
      ...namedInputs,
      ipRange: { kind: "string", required: true, replaces: true },
      deleteProtection: { kind: "boolean", fallback: false },
      exposeRoutesToVswitch: { kind: "boolean", fallback: false },
    },
    outputs: {},
  },

  check: (inputs) => [...labelFailures(inputs), ...rangeFailures(inputs)],

  async create({ client, inputs, signal, recordId }) {
    const body = {
      name: inputs.name,
      ip_range: inputs.ipRange,
      labels: inputs.labels ?? {},
      expose_routes_to_vswitch: inputs.exposeRoutesToVswitch ?? false,
    };
    const ordered = (await client.post<{ network: wire.Network }>("/networks", body, signal)).network;
    const id = String(ordered.id);
    recordId(id, shownNetwork(ordered));
    await putProtection(client, `/networks/${id}`, inputs.deleteProtection, ordered, signal);
    return { id, shown: shownNetwork(await getNetwork(client, id, signal)) };
  },

  async read({ client, id, signal }) {
    const found = await client.find<{ network: wire.Network }>(`/networks/${id}`, signal);
    return found && { shown: shownNetwork(found.network) };
  },

  async update({ client, id, inputs, signal }) {
    const path = `/networks/${id}`;
    const live = await getNetwork(client, id, signal);
    await putNameAndLabels(client, path, inputs, live, signal);
    const expose = inputs.exposeRoutesToVswitch ?? false;
    if (expose !== live.expose_routes_to_vswitch) await client.put(path, { expose_routes_to_vswitch: expose }, signal);
    await putProtection(client, path, inputs.deleteProtection, live, signal);
    return shownNetwork(await getNetwork(client, id, signal));
  },

  // Servers that are being deleted hold their network until they are gone.
  async delete({ client, id, signal }) {
    const order = () => client.delete(`/networks/${id}`, signal);
    await deleteIfThere(() => retryWhile(["resource_in_use"], order, signal));
  },
});

/** `validation.IsCIDR` of the official plugin. */
function rangeFailures({ ipRange }: { ipRange?: string }): CheckFailure[] {
  if (ipRange === undefined || (ipRange.includes("/") && parseIpNetwork(ipRange) !== undefined)) return [];
  return [{ property: "ipRange", reason: `must be a network in CIDR form such as 10.0.0.0/16, got "${ipRange}"` }];
}

async function getNetwork(client: HcloudClient, id: string, signal: AbortSignal): Promise<wire.Network> {
  return (await client.get<{ network: wire.Network }>(`/networks/${id}`, signal)).network;
}

function shownNetwork(live: wire.Network): State {
  return {
    name: live.name,
    ipRange: live.ip_range,
    labels: live.labels,
    deleteProtection: live.protection.delete,
    exposeRoutesToVswitch: live.expose_routes_to_vswitch,
  };
}
