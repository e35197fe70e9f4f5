import { canonicalAddress } from "@freehold/model";
import { type CheckFailure, defineResource, type InputsOf, ProviderError, type StateOf } from "@freehold/provider-kit";
import type { Rdns, RdnsArgs } from "@pulumi/hcloud";
import type { HcloudClient } from "./client.ts";
import { deleteIfThere } from "./deletion.ts";
import type * as wire from "./wire.ts";

type Inputs = InputsOf<RdnsArgs>;

/** What an address can belong to: the letter in the id, the input that names it and its place in the API. */
const PARENTS = [
  { letter: "s", input: "serverId", collection: "servers", answer: "server" },
  { letter: "p", input: "primaryIpId", collection: "primary_ips", answer: "primary_ip" },
  { letter: "f", input: "floatingIpId", collection: "floating_ips", answer: "floating_ip" },
  { letter: "l", input: "loadBalancerId", collection: "load_balancers", answer: "load_balancer" },
] as const;

const parent = { kind: "number", replaces: true } as const;

/** `hcloud.Rdns`, the name that an address has; its id is `s-<server id>-<address>`, or with `p`, `f` or `l`. */
export const rdns = defineResource<HcloudClient, Inputs, StateOf<Rdns>>({
  schema: {
    inputs: {
      ipAddress: { kind: "string", required: true, replaces: true },
      dnsPtr: { kind: "string", required: true },
      serverId: parent,
      primaryIpId: parent,
      floatingIpId: parent,
      loadBalancerId: parent,
    },
    outputs: {},
  },

  check: checkParents,

  async create({ client, inputs, signal }) {
    const { letter, input } = parentOf(inputs);
    const id = `${letter}-${inputs[input]}-${inputs.ipAddress}`;
    await setName(client, id, inputs.dnsPtr, signal);
    return { id, shown: {} };
  },

  async read({ client, id, signal }) {
    const { kind, parentId, ip } = partsOf(id);
    const found = await client.find<Record<string, object>>(`/${kind.collection}/${parentId}`, signal);
    const dnsPtr = found && nameOf(found[kind.answer] as Parent, ip);
    return dnsPtr ? { shown: { dnsPtr, ipAddress: ip, [kind.input]: parentId } } : undefined;
  },

  async update({ client, id, inputs, signal }) {
    await setName(client, id, inputs.dnsPtr, signal);
    return {};
  },

  async delete({ client, id, signal }) {
    await deleteIfThere(() => setName(client, id, null, signal));
  },
});

function checkParents(inputs: Partial<Inputs>): CheckFailure[] {
  const given = PARENTS.filter(({ input }) => inputs[input] !== undefined).map(({ input }) => input);
  const { ipAddress } = inputs;
  const isAddress = ipAddress === undefined || canonicalAddress(ipAddress) !== undefined;
  return [
    ...(given.length < 2 ? [] : [{ property: given[1] ?? "", reason: `and ${given[0]} cannot both be given` }]),
    ...(isAddress ? [] : [{ property: "ipAddress", reason: `must be a valid ip, got "${ipAddress}"` }]),
  ];
}

function parentOf(inputs: Inputs) {
  const found = PARENTS.find(({ input }) => inputs[input] !== undefined);
  if (found) return found;
  throw new ProviderError("an Rdns needs serverId, primaryIpId, floatingIpId or loadBalancerId, got none of them");
}

function partsOf(id: string) {
  const match = /^([spfl])-(\d+)-(.+)$/.exec(id);
  const kind = PARENTS.find(({ letter }) => letter === match?.[1]);
  if (match && kind) return { kind, parentId: Number(match[2]), ip: match[3] ?? "" };
  throw new ProviderError(`the id of an Rdns is "<s, p, f or l>-<id>-<address>", got "${id}"`);
}

async function setName(client: HcloudClient, id: string, dnsPtr: string | null, signal: AbortSignal): Promise<void> {
  const { kind, parentId, ip } = partsOf(id);
  await client.act(`/${kind.collection}/${parentId}`, "change_dns_ptr", { ip, dns_ptr: dnsPtr }, signal);
}

interface Parent {
  public_net?: wire.Server["public_net"];
  dns_ptr?: wire.DnsPtr[];
}

/** Servers keep the name of their IPv4 address apart from those of their IPv6 addresses. */
function nameOf({ public_net: net, dns_ptr }: Parent, ip: string): string | undefined {
  if (net?.ipv4?.ip === ip) return net.ipv4.dns_ptr;
  const names = [...(net?.ipv6?.dns_ptr ?? []), ...(dns_ptr ?? [])];
  return names.find((entry) => entry.ip === ip)?.dns_ptr;
}
