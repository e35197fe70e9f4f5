import { z } from "zod";
import { type EngineCall, refuseIt } from "./call.ts";
import { type DockerNetwork, newDockerId } from "./state.ts";

const Texts = z.record(z.string(), z.string()).nullish();

// The fields of the API that the provider sends; others would be accepted by the real engine and mean something.
const NetworkBody = z.strictObject({
  Name: z.string().min(1),
  CheckDuplicate: z.boolean().optional(),
  Driver: z.string().optional(),
  Scope: z.string().optional(),
  Internal: z.boolean().optional(),
  Attachable: z.boolean().optional(),
  Ingress: z.boolean().optional(),
  EnableIPv6: z.boolean().optional(),
  IPAM: z
    .object({
      Driver: z.string().optional(),
      Options: Texts,
      Config: z.array(z.record(z.string(), z.unknown())).nullish(),
    })
    .nullish(),
  Options: Texts,
  Labels: Texts,
});

// docs.docker.com/reference/api/engine/version/v1.41/#tag/Network/operation/NetworkCreate
export function createNetwork({ body, state }: EngineCall): { status: number; body: unknown } {
  const wanted = NetworkBody.parse(body);
  if (byName(state.networks.values(), wanted.Name)) refuseIt(409, `network with name ${wanted.Name} already exists`);
  const network: DockerNetwork = {
    Name: wanted.Name,
    Id: newDockerId(),
    Created: new Date().toISOString(),
    Scope: "local",
    Driver: wanted.Driver || "bridge",
    EnableIPv6: wanted.EnableIPv6 ?? false,
    IPAM: {
      Driver: wanted.IPAM?.Driver || "default",
      Options: wanted.IPAM?.Options ?? null,
      Config: wanted.IPAM?.Config?.length ? wanted.IPAM.Config : [nextSubnet(state.networks.size)],
    },
    Internal: wanted.Internal ?? false,
    Attachable: wanted.Attachable ?? false,
    Ingress: wanted.Ingress ?? false,
    Options: wanted.Options ?? {},
    Labels: wanted.Labels ?? {},
  };
  state.networks.set(network.Id, network);
  return { status: 201, body: { Id: network.Id, Warning: "" } };
}

export function listNetworks({ state, selects }: EngineCall): { status: number; body: unknown } {
  return { status: 200, body: [...state.networks.values()].filter(({ Name, Labels }) => selects({ Name, Labels })) };
}

export function inspectNetwork(call: EngineCall): { status: number; body: unknown } {
  const network = networkOf(call);
  const attached = call.containers().filter(({ network: name }) => name === network.Name);
  return {
    status: 200,
    body: { ...network, Containers: Object.fromEntries(attached.map(({ id, name }) => [id, { Name: name }])) },
  };
}

export function removeNetwork(call: EngineCall): { status: number; body: unknown } {
  const network = networkOf(call);
  if (call.containers().some(({ network: name }) => name === network.Name)) {
    refuseIt(403, `error while removing network: network ${network.Name} id ${network.Id} has active endpoints`);
  }
  call.state.networks.delete(network.Id);
  return { status: 204, body: undefined };
}

function networkOf({ id, state }: EngineCall): DockerNetwork {
  return state.networks.get(id) ?? byName(state.networks.values(), id) ?? refuseIt(404, `network ${id} not found`);
}

function byName(networks: Iterable<DockerNetwork>, name: string): DockerNetwork | undefined {
  return [...networks].find((network) => network.Name === name);
}

function nextSubnet(taken: number): Record<string, unknown> {
  return { Subnet: `172.${18 + (taken % 13)}.0.0/16`, Gateway: `172.${18 + (taken % 13)}.0.1` };
}
