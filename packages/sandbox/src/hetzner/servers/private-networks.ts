import { z } from "zod";
import { HetznerError } from "../errors.ts";
import { Id } from "../fields.ts";
import { planInterface, refuseAddress, takenAddresses } from "../networks/network.ts";
import { operation } from "../project.ts";
import type { Network, PrivateNet, Server } from "../rows.ts";
import { changeServer } from "./change.ts";

// https://docs.hetzner.cloud/reference/cloud#tag/server-actions/attach_server_to_network
const attachToNetwork = operation(
  "POST /servers/{id}/actions/attach_to_network",
  z.object({
    network: Id,
    ip: z.ipv4().nullish(),
    alias_ips: z.array(z.ipv4()).nullish(),
    ip_range: z.string().nullish(),
  }),
  ({ account: project, id, body }) => {
    const server = project.servers.existing(id);
    const network = project.networks.existing(body.network);
    const { ip, alias_ips, ip_range } = body;
    const request = { ip: ip ?? undefined, alias_ips: alias_ips ?? undefined, ip_range: ip_range ?? undefined };
    const net = planInterface(project, network, server, request);
    return changeServer(project, server, {
      command: "attach_to_network",
      others: [{ id: network.id, type: "network" }],
      work: () => void server.privateNets.push(net),
    });
  },
);

// https://docs.hetzner.cloud/reference/cloud#tag/server-actions/detach_server_from_network
const detachFromNetwork = operation(
  "POST /servers/{id}/actions/detach_from_network",
  z.object({ network: Id }),
  ({ account: project, id, body }) => {
    const server = project.servers.existing(id);
    const network = project.networks.existing(body.network);
    const net = interfaceIn(server, network);
    return changeServer(project, server, {
      command: "detach_from_network",
      others: [{ id: network.id, type: "network" }],
      work: () => {
        server.privateNets = server.privateNets.filter((other) => other !== net);
      },
    });
  },
);

// https://docs.hetzner.cloud/reference/cloud#tag/server-actions/change_server_alias_ips
const changeAliasIps = operation(
  "POST /servers/{id}/actions/change_alias_ips",
  z.object({ network: Id, alias_ips: z.array(z.ipv4()) }),
  ({ account: project, id, body }) => {
    const server = project.servers.existing(id);
    const network = project.networks.existing(body.network);
    const net = interfaceIn(server, network);
    const taken = takenAddresses(project, network, server).add(net.ip);
    for (const address of body.alias_ips) refuseAddress(network, taken, address);
    return changeServer(project, server, {
      command: "change_alias_ips",
      others: [{ id: network.id, type: "network" }],
      work: () => {
        net.alias_ips = body.alias_ips;
      },
    });
  },
);

export const privateNetworkOperations = [attachToNetwork, detachFromNetwork, changeAliasIps];

function interfaceIn(server: Server, network: Network): PrivateNet {
  const net = server.privateNets.find((candidate) => candidate.network === network.id);
  if (net === undefined) throw new HetznerError("not_found", "server is not attached to the network");
  return net;
}
