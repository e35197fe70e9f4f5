import { z } from "zod";
import { contains, includesAddress } from "../../kernel/cidr.ts";
import { actionAnswer, actionOperationsOf, refuseWhileBusy, startExclusive } from "../actions.ts";
import { LOCATIONS } from "../catalogue.ts";
import { HetznerError, invalidInput } from "../errors.ts";
import { Labels, Name } from "../fields.ts";
import { listAnswer } from "../lists.ts";
import { operation, type Project } from "../project.ts";
import type { Network } from "../rows.ts";
import { checkedNetworkRange, checkRoute, knownCidr, newSubnet, serversIn, wireNetwork } from "./network.ts";

const ZONES = [...new Set(LOCATIONS.map(({ network_zone }) => network_zone))];
const Zone = z.string().refine((zone) => ZONES.includes(zone), `must be one of ${ZONES.join(", ")}`);

/** `vswitch` couples with dedicated servers, which the emulator does not have. */
const SubnetBody = z.object({ type: z.enum(["cloud", "server"]), network_zone: Zone, ip_range: z.string().optional() });
const RouteBody = z.object({ destination: z.string(), gateway: z.ipv4() });

// https://docs.hetzner.cloud/reference/cloud#tag/networks/list_networks
const listNetworks = operation("GET /networks", ({ account: project, query }) =>
  listAnswer(query, project.networks.all(), {
    collection: "networks",
    filters: ["name"],
    sortable: ["id", "name", "created"],
    wire: (network) => wireNetwork(project, network),
  }),
);

// https://docs.hetzner.cloud/reference/cloud#tag/networks/create_network
const createNetwork = operation(
  "POST /networks",
  z.object({
    name: Name,
    ip_range: z.string(),
    labels: Labels.default({}),
    subnets: z.array(SubnetBody).default([]),
    routes: z.array(RouteBody).default([]),
    expose_routes_to_vswitch: z.boolean().default(false),
  }),
  ({ account: project, body }) => {
    const { nextId, clock } = project.services;
    const ip_range = checkedNetworkRange(body.ip_range).text;
    const network: Network = {
      ...body,
      ip_range,
      id: nextId(),
      created: clock.timestamp(),
      subnets: [],
      routes: [],
      protection: { delete: false },
    };
    for (const subnet of body.subnets) network.subnets.push(newSubnet(network, subnet));
    for (const route of body.routes) {
      checkRoute(network, route);
      network.routes.push(route);
    }
    return { status: 201, body: { network: wireNetwork(project, project.networks.insert(network)) } };
  },
);

// https://docs.hetzner.cloud/reference/cloud#tag/networks/get_network
const getNetwork = operation("GET /networks/{id}", ({ account: project, id }) => ({
  status: 200,
  body: { network: wireNetwork(project, project.networks.existing(id)) },
}));

// https://docs.hetzner.cloud/reference/cloud#tag/networks/update_network
const updateNetwork = operation(
  "PUT /networks/{id}",
  z.object({ name: Name.optional(), labels: Labels.optional(), expose_routes_to_vswitch: z.boolean().optional() }),
  ({ account: project, id, body }) => {
    const network = unchanging(project, id);
    project.networks.refuseDuplicate(body, network);
    Object.assign(network, body);
    return { status: 200, body: { network: wireNetwork(project, network) } };
  },
);

// https://docs.hetzner.cloud/reference/cloud#tag/networks/delete_network
const deleteNetwork = operation("DELETE /networks/{id}", ({ account: project, id }) => {
  const network = unchanging(project, id);
  if (network.protection.delete) throw new HetznerError("protected", `network with ID '${id}' is protected`);
  for (const server of serversIn(project, network)) {
    server.privateNets = server.privateNets.filter((net) => net.network !== network.id);
  }
  project.networks.delete(network);
  return { status: 204 };
});

// https://docs.hetzner.cloud/reference/cloud#tag/network-actions/add_network_subnet
const addSubnet = operation("POST /networks/{id}/actions/add_subnet", SubnetBody, ({ account: project, id, body }) => {
  const network = project.networks.existing(id);
  const subnet = newSubnet(network, body);
  return change(project, network, "add_subnet", () => void network.subnets.push(subnet));
});

// https://docs.hetzner.cloud/reference/cloud#tag/network-actions/delete_network_subnet
const deleteSubnet = operation(
  "POST /networks/{id}/actions/delete_subnet",
  z.object({ ip_range: z.string() }),
  ({ account: project, id, body }) => {
    const network = project.networks.existing(id);
    const subnet = network.subnets.find(({ ip_range }) => ip_range === body.ip_range);
    if (subnet === undefined) throw new HetznerError("not_found", `subnet '${body.ip_range}' not found`);
    const range = knownCidr(subnet.ip_range);
    const attached = serversIn(project, network).some((server) =>
      server.privateNets.some((net) => net.network === network.id && includesAddress(range, net.ip)),
    );
    if (attached)
      throw new HetznerError("service_error", `subnet '${body.ip_range}' still contains attached resources`);
    return change(project, network, "delete_subnet", () => {
      network.subnets = network.subnets.filter((other) => other !== subnet);
    });
  },
);

// https://docs.hetzner.cloud/reference/cloud#tag/network-actions/add_network_route
const addRoute = operation("POST /networks/{id}/actions/add_route", RouteBody, ({ account: project, id, body }) => {
  const network = project.networks.existing(id);
  checkRoute(network, body);
  return change(project, network, "add_route", () => void network.routes.push(body));
});

// https://docs.hetzner.cloud/reference/cloud#tag/network-actions/delete_network_route
const deleteRoute = operation(
  "POST /networks/{id}/actions/delete_route",
  RouteBody,
  ({ account: project, id, body }) => {
    const network = project.networks.existing(id);
    const route = network.routes.find(
      ({ destination, gateway }) => destination === body.destination && gateway === body.gateway,
    );
    if (route === undefined) throw new HetznerError("not_found", `route to '${body.destination}' not found`);
    return change(project, network, "delete_route", () => {
      network.routes = network.routes.filter((other) => other !== route);
    });
  },
);

// https://docs.hetzner.cloud/reference/cloud#tag/network-actions/change_network_ip_range
const changeIpRange = operation(
  "POST /networks/{id}/actions/change_ip_range",
  z.object({ ip_range: z.string() }),
  ({ account: project, id, body }) => {
    const network = project.networks.existing(id);
    const range = checkedNetworkRange(body.ip_range);
    const before = knownCidr(network.ip_range);
    if (range.first !== before.first || !contains(range, before))
      throw invalidInput({ ip_range: [`can only be extended at its end, from ${network.ip_range}`] });
    return change(project, network, "change_ip_range", () => {
      network.ip_range = range.text;
    });
  },
);

// https://docs.hetzner.cloud/reference/cloud#tag/network-actions/change_network_protection
const changeProtection = operation(
  "POST /networks/{id}/actions/change_protection",
  z.object({ delete: z.boolean().optional() }),
  ({ account: project, id, body }) => {
    const network = project.networks.existing(id);
    return change(project, network, "change_protection", () => void Object.assign(network.protection, body));
  },
);

export const networkOperations = [
  listNetworks,
  createNetwork,
  getNetwork,
  updateNetwork,
  deleteNetwork,
  addSubnet,
  deleteSubnet,
  addRoute,
  deleteRoute,
  changeIpRange,
  changeProtection,
  ...actionOperationsOf("networks", "network", (project, id) => project.networks.existing(id)),
];

/** The network, or `conflict` while it is being changed. */
function unchanging(project: Project, id: string): Network {
  const network = project.networks.existing(id);
  refuseWhileBusy(project, "conflict", { type: "network", id: network.id });
  return network;
}

function change(project: Project, network: Network, command: string, work: () => void) {
  return actionAnswer(
    project,
    startExclusive(project, "conflict", command, [{ id: network.id, type: "network" }], work),
  );
}
