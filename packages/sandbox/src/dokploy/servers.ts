import { z } from "zod";
import { shownInLists } from "../kernel/effects.ts";
import { randomAlphanumeric } from "../kernel/random.ts";
import { refusals } from "./errors.ts";
import { type DokployCall, idInQuery, newId, type Organization, operation, success } from "./organization.ts";
import type { Server } from "./rows.ts";

const Fields = z.object({
  name: z.string().min(1),
  description: z.string().nullable(),
  ipAddress: z.string(),
  port: z.number(),
  username: z.string(),
  sshKeyId: z.string().nullable(),
  serverType: z.enum(["deploy", "build"]),
  enableDockerCleanup: z.boolean().default(true),
});

const ServerId = z.string().min(1);

const all = operation("GET /server.all", ({ account }) =>
  success(shownInLists(account.servers.all()).map((server) => ({ ...wire(account, server), totalSum: 0 }))),
);

const one = operation("GET /server.one", ({ account, query }) => {
  const server = account.servers.existing(idInQuery(query, "serverId"));
  const sshKey = server.sshKeyId === null ? null : account.sshKeys.get(server.sshKeyId);
  // The product gives the private key to nobody.
  const shown = sshKey && { sshKeyId: sshKey.id, name: sshKey.name, publicKey: sshKey.publicKey, privateKey: "" };
  return success({ ...wire(account, server), sshKey: shown ?? null, deployments: [] });
});

// Neither the name nor the address is unique: whoever repeats an order has two.
const create = operation("POST /server.create", Fields, ({ account, body }: DokployCall<z.infer<typeof Fields>>) => {
  refuseUnknownKey(account, body.sshKeyId);
  const server = account.servers.insert({
    ...body,
    id: newId(),
    appName: `server-${randomAlphanumeric(6).toLowerCase()}`,
    buildsConcurrency: 1,
    createdAt: new Date(account.clock.now()).toISOString(),
    serverStatus: "active",
    command: "",
  });
  return success(wire(account, server));
});

const Update = Fields.extend({ serverId: ServerId, command: z.string().optional() });

const update = operation("POST /server.update", Update, ({ account, body }: DokployCall<z.infer<typeof Update>>) => {
  const { serverId, command, ...fields } = body;
  const server = account.servers.existing(serverId);
  refuseUnknownKey(account, fields.sshKeyId);
  Object.assign(server, fields, command !== undefined && { command });
  return success(wire(account, server));
});

// The row goes; what the product installed on the machine stays there.
const remove = operation("POST /server.remove", z.object({ serverId: ServerId }), ({ account, body }) => {
  const server = account.servers.existing(body.serverId);
  account.servers.delete(server);
  return success(wire(account, server));
});

export const serverOperations = [all, one, create, update, remove];

function refuseUnknownKey(account: Organization, sshKeyId: string | null): void {
  if (sshKeyId !== null && account.sshKeys.get(sshKeyId) === undefined)
    throw refusals.inputInvalid("Error creating the server");
}

function wire({ id: organizationId }: Organization, { id: serverId, ...server }: Server) {
  return { serverId, ...server, organizationId };
}
