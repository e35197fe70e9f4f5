import type { Action } from "../../kernel/actions.ts";
import { currentEffects } from "../../kernel/effects.ts";
import { randomAlphanumeric } from "../../kernel/random.ts";
import { wireAction } from "../actions.ts";
import { planInterface } from "../networks/network.ts";
import { createPrimaryIp, primaryIpOf } from "../primary-ips/primary-ip.ts";
import { operation, type Project } from "../project.ts";
import type { Server } from "../rows.ts";
import { attachVolume } from "../volumes.ts";
import { CreateServerBody } from "./create-body.ts";
import { type CreatePlan, planServer } from "./create-plan.ts";
import { createMachine, createMachineLater } from "./machine.ts";
import { machineIdOf, wireServer } from "./server.ts";

// https://docs.hetzner.cloud/reference/cloud#tag/servers/create_server
export const createServer = operation("POST /servers", CreateServerBody, ({ account: project, body }) => {
  const plan = planServer(project, body);

  const server = project.servers.insert(newServer(project, body, plan));
  giveAddresses(project, server, body, plan);
  for (const network of plan.networks) server.privateNets.push(planInterface(project, network, server, {}));
  for (const { firewall } of body.firewalls) {
    project.firewalls.existing(firewall).targets.push({ type: "server", server: { id: server.id } });
  }
  server.machineAddress = primaryIpOf(project, server.id, "ipv4")?.ip ?? project.services.addresses.take();

  const action = startCreation(project, server, plan, body.start_after_create);
  const next = startNext(project, server, plan, body.start_after_create, action);
  return {
    status: 201,
    body: {
      server: wireServer(project, server),
      action: wireAction(project, action),
      next_actions: next.map((following) => wireAction(project, following)),
      // With a key there is no password to log in with.
      root_password: plan.sshKeys.length > 0 ? null : randomAlphanumeric(20),
    },
  };
});

function newServer(project: Project, body: CreateServerBody, plan: CreatePlan): Server {
  const { nextId, clock } = project.services;
  return {
    id: nextId(),
    name: body.name,
    labels: body.labels,
    created: clock.timestamp(),
    status: "initializing",
    serverType: plan.type.name,
    location: plan.location.name,
    imageId: plan.image.id,
    imageName: plan.image.name ?? `snapshot-${plan.image.id}`,
    primaryDiskSize: plan.type.disk,
    backupWindow: null,
    protection: { delete: false, rebuild: false },
    placementGroupId: plan.placementGroupId,
    privateNets: [],
    userData: body.user_data ?? "",
    authorizedKeys: plan.sshKeys.map((key) => key.public_key),
    machineAddress: "",
  };
}

function giveAddresses(project: Project, server: Server, body: CreateServerBody, plan: CreatePlan): void {
  for (const type of ["ipv4", "ipv6"] as const) {
    if (!body.public_net[`enable_${type}`]) continue;
    const ip =
      plan.addresses[type] ??
      createPrimaryIp(project, {
        name: `primary_ip-${type}-${server.id}`,
        type,
        location: server.location,
        labels: {},
        auto_delete: true,
        assignee_id: null,
      });
    ip.assignee_id = server.id;
  }
}

/** The machine is made when the order is carried out; one that shall not start is switched off again. */
function startCreation(project: Project, server: Server, plan: CreatePlan, start: boolean): Action {
  const { addressAfterMs = 0 } = currentEffects();
  return project.actions.start({
    command: "create_server",
    resources: [
      { id: server.id, type: "server" },
      ...(plan.image.type === "system" ? [] : [{ id: plan.image.id, type: "image" }]),
    ],
    work: async () => {
      if (addressAfterMs === 0) await createMachine(project, server);
      else createMachineLater(project, server, addressAfterMs);
      if (!start) await project.services.machines.powerOff(machineIdOf(server));
      server.status = start ? "starting" : "off";
    },
  });
}

function startNext(project: Project, server: Server, plan: CreatePlan, start: boolean, created: Action): Action[] {
  const self = { id: server.id, type: "server" };
  const attached = plan.networks.map((network) =>
    project.actions.start({
      command: "attach_to_network",
      resources: [self, { id: network.id, type: "network" }],
      after: created,
    }),
  );
  const volumes = plan.volumes.map((volume) => attachVolume(project, volume, server.id, created));
  const work = () => {
    server.status = "running";
  };
  const started = start
    ? [project.actions.start({ command: "start_server", resources: [self], after: created, work })]
    : [];
  return [...started, ...attached, ...volumes];
}
