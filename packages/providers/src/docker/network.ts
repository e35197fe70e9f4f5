import { defineResource, type InputsOf, type StateOf } from "@freehold/provider-kit";
import type { Network, NetworkArgs } from "@pulumi/docker";
import type { DockerClient } from "./client.ts";
import { fromLabels, toLabels } from "./labels.ts";

interface WireNetwork {
  Id: string;
  Name: string;
  Driver: string;
  Scope: string;
  Internal: boolean;
  Attachable: boolean;
  Ingress: boolean;
  EnableIPv6: boolean;
  IPAM: {
    Driver: string;
    Options: Record<string, string> | null;
    Config:
      | { Subnet?: string; IPRange?: string; Gateway?: string; AuxiliaryAddresses?: Record<string, string> }[]
      | null;
  };
  Options: Record<string, string> | null;
  Labels: Record<string, string> | null;
}

/** `docker.Network`. https://docs.docker.com/reference/api/engine/version/v1.41/#tag/Network */
export const network = defineResource<DockerClient, InputsOf<NetworkArgs>, StateOf<Network>>({
  schema: {
    inputs: {
      name: { kind: "string", replaces: true, autoName: { maxLength: 255 } },
      driver: { kind: "string", replaces: true, computed: true },
      internal: { kind: "boolean", replaces: true, computed: true },
      attachable: { kind: "boolean", replaces: true, fallback: false },
      ingress: { kind: "boolean", replaces: true, fallback: false },
      ipv6: { kind: "boolean", replaces: true, fallback: false },
      ipamDriver: { kind: "string", replaces: true, fallback: "default" },
      ipamOptions: { kind: "object", replaces: true },
      ipamConfigs: { kind: "list", replaces: true, computed: true, unordered: true },
      options: { kind: "object", replaces: true, computed: true },
      labels: { kind: "list", replaces: true, unordered: true },
    },
    outputs: { scope: {} },
  },

  async create({ client, inputs, signal }) {
    const body = {
      Name: inputs.name,
      CheckDuplicate: true,
      ...(inputs.driver === undefined ? {} : { Driver: inputs.driver }),
      ...(inputs.internal === undefined ? {} : { Internal: inputs.internal }),
      Attachable: inputs.attachable ?? false,
      Ingress: inputs.ingress ?? false,
      EnableIPv6: inputs.ipv6 ?? false,
      Options: inputs.options ?? {},
      Labels: toLabels(inputs.labels),
      IPAM: {
        Driver: inputs.ipamDriver ?? "default",
        Options: inputs.ipamOptions ?? {},
        Config: (inputs.ipamConfigs ?? []).map(toIpamConfig),
      },
    };
    const { Id } = await client.post<{ Id: string }>("/networks/create", body, signal);
    return { id: Id, shown: shownOf(await client.get<WireNetwork>(`/networks/${Id}`, signal)) };
  },

  async read({ client, id, signal }) {
    const found = await client.find<WireNetwork>(`/networks/${encodeURIComponent(id)}`, signal);
    return found && { id: found.Id, shown: shownOf(found) };
  },

  async delete({ client, id, signal }) {
    await client.delete(`/networks/${encodeURIComponent(id)}`, signal);
  },
});

type IpamConfig = NonNullable<InputsOf<NetworkArgs>["ipamConfigs"]>[number];

function toIpamConfig({ subnet, ipRange, gateway, auxAddress }: IpamConfig) {
  return {
    ...(subnet === undefined ? {} : { Subnet: subnet }),
    ...(ipRange === undefined ? {} : { IPRange: ipRange }),
    ...(gateway === undefined ? {} : { Gateway: gateway }),
    ...(auxAddress === undefined ? {} : { AuxiliaryAddresses: auxAddress }),
  };
}

function shownOf(live: WireNetwork) {
  const { Driver: ipamDriver, Options: ipamOptions, Config: configs } = live.IPAM;
  return {
    name: live.Name,
    driver: live.Driver,
    scope: live.Scope,
    internal: live.Internal,
    attachable: live.Attachable,
    ingress: live.Ingress,
    ipv6: live.EnableIPv6,
    ipamDriver,
    ...(ipamOptions === null || Object.keys(ipamOptions).length === 0 ? {} : { ipamOptions }),
    ipamConfigs: (configs ?? []).map(({ Subnet, IPRange, Gateway, AuxiliaryAddresses }) => ({
      ...(Subnet === undefined ? {} : { subnet: Subnet }),
      ...(IPRange === undefined ? {} : { ipRange: IPRange }),
      ...(Gateway === undefined ? {} : { gateway: Gateway }),
      ...(AuxiliaryAddresses === undefined ? {} : { auxAddress: AuxiliaryAddresses }),
    })),
    options: live.Options ?? {},
    labels: fromLabels(live.Labels),
  };
}
