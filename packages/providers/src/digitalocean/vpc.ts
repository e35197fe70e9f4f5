import { parseIpNetwork } from "@freehold/model";
import { type CheckFailure, defineResource, type InputsOf, type StateOf } from "@freehold/provider-kit";
import type { Vpc, VpcArgs } from "@pulumi/digitalocean";
import type { DigitaloceanClient } from "./client.ts";
import { deleteIfThere } from "./errors.ts";
import type * as wire from "./wire.ts";

/** `digitalocean.Vpc`. https://docs.digitalocean.com/reference/api/digitalocean/#tag/VPCs */
export const vpc = defineResource<DigitaloceanClient, InputsOf<VpcArgs>, StateOf<Vpc>>({
  schema: {
    inputs: {
      name: { kind: "string", notEmpty: true, autoName: { maxLength: 255 } },
      region: { kind: "string", required: true, replaces: true, notEmpty: true },
      description: { kind: "string", fallback: "" },
      ipRange: { kind: "string", replaces: true, computed: true },
    },
    outputs: { createdAt: {}, default: {}, vpcUrn: {} },
  },

  check: checkVpc,

  async create({ client, inputs, signal }) {
    const body = {
      name: inputs.name,
      region: inputs.region,
      ...(inputs.description === undefined ? {} : { description: inputs.description }),
      ...(inputs.ipRange === undefined ? {} : { ip_range: inputs.ipRange }),
    };
    const { vpc: made } = await client.post<{ vpc: wire.Vpc }>("/vpcs", body, signal);
    return { id: made.id, shown: shownOf(made) };
  },

  async read({ client, id, signal }) {
    const found = await client.find<{ vpc: wire.Vpc }>(`/vpcs/${id}`, signal);
    return found && { shown: shownOf(found.vpc) };
  },

  async update({ client, id, inputs, signal }) {
    const live = (await client.get<{ vpc: wire.Vpc }>(`/vpcs/${id}`, signal)).vpc;
    const body = { name: inputs.name, description: inputs.description ?? "", default: live.default };
    return shownOf((await client.put<{ vpc: wire.Vpc }>(`/vpcs/${id}`, body, signal)).vpc);
  },

  // Droplets that are being destroyed are members until they are gone.
  async delete({ client, id, signal }) {
    await deleteIfThere(() => client.retryWhile([403, 409], () => client.delete(`/vpcs/${id}`, signal), signal));
  },
});

/** digitalocean/vpc/resource_vpc.go of digitalocean/terraform-provider-digitalocean. */
function checkVpc({ description = "", ipRange }: { description?: string; ipRange?: string }): CheckFailure[] {
  const isNetwork = ipRange === undefined || (ipRange.includes("/") && parseIpNetwork(ipRange) !== undefined);
  return [
    ...(description.length > 255
      ? [{ property: "description", reason: `must be at most 255 characters, got ${description.length}` }]
      : []),
    ...(isNetwork
      ? []
      : [{ property: "ipRange", reason: `must be a network in CIDR form such as 10.0.0.0/24, got "${ipRange}"` }]),
  ];
}

function shownOf(live: wire.Vpc) {
  return {
    name: live.name,
    region: live.region,
    description: live.description,
    ipRange: live.ip_range,
    createdAt: live.created_at,
    default: live.default,
    vpcUrn: live.urn,
  };
}
