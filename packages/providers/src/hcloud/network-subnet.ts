import { defineResource, type InputsOf, ProviderError, type StateOf } from "@freehold/provider-kit";
import type { NetworkSubnet, NetworkSubnetArgs } from "@pulumi/hcloud";
import type { HcloudClient } from "./client.ts";
import { deleteIfThere } from "./deletion.ts";
import { retryWhile } from "./retry.ts";
import type * as wire from "./wire.ts";

type State = StateOf<NetworkSubnet>;

/** `hcloud.NetworkSubnet`, a part of a network; its id is `<network id>-<ip range>`. */
export const networkSubnet = defineResource<HcloudClient, InputsOf<NetworkSubnetArgs>, State>({
  schema: {
    inputs: {
      networkId: { kind: "number", required: true, replaces: true },
      type: { kind: "string", required: true, replaces: true, oneOf: ["cloud", "server", "vswitch"] },
      networkZone: { kind: "string", required: true, replaces: true },
      ipRange: { kind: "string", required: true, replaces: true },
      vswitchId: { kind: "number", replaces: true },
    },
    outputs: { gateway: {} },
  },

  async create({ client, inputs, signal }) {
    const body = {
      type: inputs.type,
      ip_range: inputs.ipRange,
      network_zone: inputs.networkZone,
      ...(inputs.vswitchId === undefined ? {} : { vswitch_id: inputs.vswitchId }),
    };
    await client.act(`/networks/${inputs.networkId}`, "add_subnet", body, signal);

    const id = `${inputs.networkId}-${inputs.ipRange}`;
    const shown = await findSubnet(client, id, signal);
    if (shown) return { id, shown };
    throw new ProviderError(
      `Hetzner added the subnet ${inputs.ipRange} to network ${inputs.networkId}, but it is not there`,
    );
  },

  async read({ client, id, signal }) {
    const shown = await findSubnet(client, id, signal);
    return shown && { shown };
  },

  async delete({ client, id, signal }) {
    const { networkId, ipRange } = partsOf(id);
    const order = () => client.act(`/networks/${networkId}`, "delete_subnet", { ip_range: ipRange }, signal);
    await deleteIfThere(async () => {
      if (await findSubnet(client, id, signal)) await retryWhile(["resource_in_use"], order, signal);
    });
  },
});

async function findSubnet(client: HcloudClient, id: string, signal: AbortSignal): Promise<State | undefined> {
  const { networkId, ipRange } = partsOf(id);
  const found = await client.find<{ network: wire.Network }>(`/networks/${networkId}`, signal);
  const subnet = found?.network.subnets.find(({ ip_range }) => ip_range === ipRange);
  return (
    subnet && {
      networkId,
      ipRange,
      type: subnet.type,
      networkZone: subnet.network_zone,
      gateway: subnet.gateway ?? "",
      vswitchId: subnet.vswitch_id ?? undefined,
    }
  );
}

function partsOf(id: string): { networkId: number; ipRange: string } {
  const match = /^(\d+)-(.+)$/.exec(id);
  if (!match) throw new ProviderError(`the id of a NetworkSubnet is "<network id>-<ip range>", got "${id}"`);
  return { networkId: Number(match[1]), ipRange: match[2] ?? "" };
}
