import { randomAlphanumeric } from "../../kernel/random.ts";
import { wireAction } from "../actions.ts";
import { HetznerError } from "../errors.ts";
import { operation, type Project } from "../project.ts";
import type { Server, ServerStatus } from "../rows.ts";
import { changeServer, startChange } from "./change.ts";
import { machineIdOf } from "./server.ts";

// https://docs.hetzner.cloud/reference/cloud#tag/server-actions/poweron_server
const powerOn = operation("POST /servers/{id}/actions/poweron", ({ account: project, id }) => {
  const server = project.servers.existing(id);
  refuseWithoutInterface(project, server);
  return changeServer(project, server, {
    command: "start_server",
    meanwhile: server.status === "running" ? "running" : "starting",
    work: async () => {
      await project.services.machines.powerOn(machineIdOf(server));
      server.status = "running";
    },
  });
});

// https://docs.hetzner.cloud/reference/cloud#tag/server-actions/poweroff_server
const powerOff = operation("POST /servers/{id}/actions/poweroff", (call) =>
  switchOff(call.account, call.id, "stop_server"),
);

// The machine is a container or a simulation: it always obeys the ACPI request, so both ways of stopping are one.
// https://docs.hetzner.cloud/reference/cloud#tag/server-actions/shutdown_server
const shutdown = operation("POST /servers/{id}/actions/shutdown", (call) =>
  switchOff(call.account, call.id, "shutdown_server", "stopping"),
);

// https://docs.hetzner.cloud/reference/cloud#tag/server-actions/reboot_server
const reboot = operation("POST /servers/{id}/actions/reboot", (call) =>
  restart(call.account, call.id, "reboot_server"),
);

// https://docs.hetzner.cloud/reference/cloud#tag/server-actions/reset_server
const reset = operation("POST /servers/{id}/actions/reset", (call) => restart(call.account, call.id, "reset_server"));

// https://docs.hetzner.cloud/reference/cloud#tag/server-actions/reset_server_password
const resetPassword = operation("POST /servers/{id}/actions/reset_password", ({ account: project, id }) => {
  const server = project.servers.existing(id);
  if (server.status !== "running") throw new HetznerError("service_error", "server must be running");
  const action = startChange(project, server, { command: "reset_password" });
  return { status: 201, body: { root_password: randomAlphanumeric(20), action: wireAction(project, action) } };
});

export const powerOperations = [powerOn, powerOff, shutdown, reboot, reset, resetPassword];

function switchOff(project: Project, id: string, command: string, meanwhile?: ServerStatus) {
  const server = project.servers.existing(id);
  return changeServer(project, server, {
    command,
    ...(meanwhile && server.status === "running" && { meanwhile }),
    work: async () => {
      await project.services.machines.powerOff(machineIdOf(server));
      server.status = "off";
    },
  });
}

function restart(project: Project, id: string, command: string) {
  const server = project.servers.existing(id);
  const { machines } = project.services;
  const wasOff = server.status === "off";
  return changeServer(project, server, {
    command,
    work: async () => {
      await (wasOff ? machines.powerOn(machineIdOf(server)) : machines.reboot(machineIdOf(server)));
      server.status = "running";
    },
  });
}

/** "A Server requires at least one network interface (public or private) to be powered on." */
function refuseWithoutInterface(project: Project, server: Server): void {
  const isPublic = project.primaryIps.all().some((ip) => ip.assignee_id === server.id);
  if (!isPublic && server.privateNets.length === 0)
    throw new HetznerError("service_error", "server has no network interface");
}
