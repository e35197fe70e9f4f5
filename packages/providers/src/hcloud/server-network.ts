import { canonicalAddress } from "@freehold/model";
import { type CheckFailure, defineResource, type InputsOf, ProviderError, type StateOf } from "@freehold/provider-kit";
import type { ServerNetwork, ServerNetworkArgs } from "@pulumi/hcloud";
import type { HcloudClient } from "./client.ts";
import { deleteIfThere } from "./deletion.ts";
import { hasCode } from "./errors.ts";
import { retryWhile } from "./retry.ts";
import type * as wire from "./wire.ts";

type Inputs = InputsOf<ServerNetworkArgs>;
type State = StateOf<ServerNetwork>;

/** `hcloud.ServerNetwork`, a server's place in a network; its id is `<server id>-<network id>`. */
export const serverNetwork = defineResource<HcloudClient, Inputs, State>({
  schema: {
    inputs: {
      serverId: { kind: "number", required: true, replaces: true },
      networkId: { kind: "number", replaces: true, computed: true },
      subnetId: { kind: "string", replaces: true },
      ip: { kind: "string", replaces: true, computed: true },
      aliasIps: { kind: "list", unordered: true, computed: true },
    },
    outputs: { macAddress: {} },
  },

  check: checkNetwork,

  async create({ client, inputs, signal }) {
    const { networkId, ipRange } = targetOf(inputs);
    const body = {
      network: networkId,
      ...(inputs.ip === undefined ? {} : { ip: inputs.ip }),
      ...(inputs.aliasIps === undefined ? {} : { alias_ips: inputs.aliasIps }),
      ...(ipRange === undefined ? {} : { ip_range: ipRange }),
    };
    await attach(client, inputs.serverId, body, signal);

    const id = `${inputs.serverId}-${networkId}`;
    return { id, shown: await attachedNow(client, id, signal) };
  },

  async read({ client, id, signal }) {
    const shown = await findAttachment(client, id, signal);
    return shown && { shown };
  },

  async update({ client, id, inputs, signal }) {
    const { networkId } = targetOf(inputs);
    const body = { network: networkId, alias_ips: inputs.aliasIps ?? [] };
    await client.act(`/servers/${inputs.serverId}`, "change_alias_ips", body, signal);
    return attachedNow(client, id, signal);
  },

  async delete({ client, id, signal }) {
    await deleteIfThere(async () => {
      const attachment = await findAttachment(client, id, signal);
      if (attachment === undefined) return;
      const { serverId, networkId: network } = attachment;
      await client.act(`/servers/${serverId}`, "detach_from_network", { network }, signal);
    });
  },
});

function checkNetwork({ networkId, subnetId, ip, aliasIps = [] }: Partial<Inputs>): CheckFailure[] {
  const addresses = [["ip", ip] as const, ...aliasIps.map((alias) => ["aliasIps", alias] as const)];
  const wrong = addresses.filter(([, address]) => address !== undefined && canonicalAddress(address) === undefined);
  const failures = wrong.map(([property, address]) => ({ property, reason: `must be a valid ip, got "${address}"` }));
  if (networkId === undefined || subnetId === undefined) return failures;
  return [
    ...failures,
    { property: "subnetId", reason: "and networkId cannot both be given: a subnet already names its network" },
  ];
}

async function attach(client: HcloudClient, serverId: number, body: object, signal: AbortSignal): Promise<void> {
  const order = () => client.act(`/servers/${serverId}`, "attach_to_network", body, signal);
  try {
    // A subnet that was ordered a moment ago may not be ready.
    await retryWhile(["no_subnet_available"], order, signal);
  } catch (error) {
    if (!hasCode(error, "server_already_attached")) throw error;
  }
}

async function attachedNow(client: HcloudClient, id: string, signal: AbortSignal): Promise<State> {
  const attachment = await findAttachment(client, id, signal);
  if (attachment) return attachment;
  throw new ProviderError(`Hetzner says that the server is attached to the network (${id}), but shows no address`);
}

async function findAttachment(client: HcloudClient, id: string, signal: AbortSignal): Promise<State | undefined> {
  const match = /^(\d+)-(\d+)$/.exec(id);
  if (!match) throw new ProviderError(`the id of a ServerNetwork is "<server id>-<network id>", got "${id}"`);
  const [serverId, networkId] = [Number(match[1]), Number(match[2])];

  const found = await client.find<{ server: wire.Server }>(`/servers/${serverId}`, signal);
  const net = found?.server.private_net.find((candidate) => candidate.network === networkId);
  return (
    net && {
      serverId,
      networkId,
      subnetId: undefined,
      ip: net.ip,
      aliasIps: net.alias_ips,
      macAddress: net.mac_address,
    }
  );
}

/** The network that the program named, directly or by a subnet's id. */
function targetOf({ networkId, subnetId }: Inputs): { networkId: number; ipRange?: string } {
  if (networkId !== undefined) return { networkId };
  const match = /^(\d+)-(.+)$/.exec(subnetId ?? "");
  if (!match) throw new ProviderError("a ServerNetwork needs networkId or subnetId, got neither");
  return { networkId: Number(match[1]), ipRange: match[2] ?? "" };
}
