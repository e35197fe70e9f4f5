import { z } from "zod";
import { wireAction } from "../actions.ts";
import { HetznerError } from "../errors.ts";
import { Hostname, Labels } from "../fields.ts";
import { listAnswer } from "../lists.ts";
import { deletePrimaryIp } from "../primary-ips/primary-ip.ts";
import { operation, type Project } from "../project.ts";
import type { Server } from "../rows.ts";
import { startChange } from "./change.ts";
import { destroyMachine } from "./machine.ts";
import { wireServer } from "./server.ts";

// https://docs.hetzner.cloud/reference/cloud#tag/servers/list_servers
const listServers = operation("GET /servers", ({ account: project, query }) =>
  listAnswer(query, project.servers.all(), {
    collection: "servers",
    filters: ["name", "status"],
    sortable: ["id", "name", "created"],
    wire: (server) => wireServer(project, server),
  }),
);

// https://docs.hetzner.cloud/reference/cloud#tag/servers/get_server
const getServer = operation("GET /servers/{id}", ({ account: project, id }) => ({
  status: 200,
  body: { server: wireServer(project, project.servers.existing(id)) },
}));

// https://docs.hetzner.cloud/reference/cloud#tag/servers/update_server
const updateServer = operation(
  "PUT /servers/{id}",
  z.object({ name: Hostname.optional(), labels: Labels.optional() }),
  ({ account: project, id, body }) => {
    const server = project.servers.existing(id);
    project.servers.refuseDuplicate(body, server);
    Object.assign(server, body);
    return { status: 200, body: { server: wireServer(project, server) } };
  },
);

// https://docs.hetzner.cloud/reference/cloud#tag/servers/delete_server
const deleteServer = operation("DELETE /servers/{id}", ({ account: project, id }) => {
  const server = project.servers.existing(id);
  if (server.protection.delete) throw new HetznerError("protected", `server with ID '${id}' is protected`);
  const action = startChange(project, server, {
    command: "delete_server",
    meanwhile: "deleting",
    work: async () => {
      await destroyMachine(project, server);
      release(project, server);
    },
  });
  return { status: 200, body: { action: wireAction(project, action) } };
});

export const basicServerOperations = [listServers, getServer, updateServer, deleteServer];

/** "Any resources attached to the server are detached while the server is deleted"; its backups go with it. */
function release(project: Project, server: Server): void {
  project.servers.delete(server);
  for (const volume of project.volumes.filter((row) => row.server === server.id)) volume.server = null;
  for (const ip of project.floatingIps.filter((row) => row.server === server.id)) ip.server = null;
  for (const image of project.images.filter((row) => row.bound_to === server.id)) project.images.delete(image);
  for (const firewall of project.firewalls.all()) {
    firewall.targets = firewall.targets.filter((target) => target.type !== "server" || target.server.id !== server.id);
  }
  for (const ip of project.primaryIps.filter((row) => row.assignee_id === server.id)) {
    ip.assignee_id = null;
    if (ip.auto_delete) deletePrimaryIp(project, ip);
  }
}
