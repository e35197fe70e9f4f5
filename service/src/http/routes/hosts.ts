import {
  FreeholdError,
  Host,
  HostChanges,
  HostDeath,
  HostName,
  HostOrder,
  HostSlot,
  HostSpec,
  Operation,
} from "@freehold/model";
import { z } from "zod";
import { assertOperator } from "../../app/access/operator.ts";
import { changeHost as change } from "../../app/hosts/change-host.ts";
import { declareHostDead as declareDead } from "../../app/hosts/declare-host-dead.ts";
import { orderHost } from "../../app/hosts/order-host.ts";
import { listHosts as list, readHost, readSlots } from "../../app/hosts/read-hosts.ts";
import { registerHost as register } from "../../app/hosts/register-host.ts";
import { removeHost as remove } from "../../app/hosts/remove-host.ts";
import { defined } from "../../defined.ts";
import { PageQuery, pageOf, pageSchema } from "../page.ts";
import { defineRoute } from "../route.ts";

/** A machine that exists, or the order of one. */
const HostBody = HostSpec.partial({ address: true, ssh: true, capacity: true }).extend({
  order: HostOrder.optional().meta({
    description:
      "Build the machine at `cloud` in `region` instead; `address` and `ssh` are left out, `capacity` may be",
  }),
});

const HostAccepted = z.object({ host: Host, operation: Operation });

const HostParams = z.strictObject({ idOrName: HostName.meta({ description: "The host's id or name" }) });

const registerHost = defineRoute({
  method: "post",
  path: "/v1/hosts",
  id: "registerHost",
  callsUpstream: true,
  permission: "platform:admin",
  summary:
    "Register a machine with Docker, sshd and hostctl as a shared host, which is asked whether it answers; or order one (operator)",
  tag: "hosts",
  body: HostBody,
  responses: {
    201: { description: "Registered", schema: Host },
    202: { description: "Ordered; it takes tenants when the operation has succeeded", schema: HostAccepted },
  },
  async handle(app, { caller, body, idempotencyKey }) {
    assertOperator(caller, "register a host");
    const { order, address, ssh, capacity, ...rest } = body;
    if (order !== undefined) {
      if (address !== undefined || ssh !== undefined) throw notWithOrder({ address, ssh });
      const { name, cloud, region, limitStorage } = rest;
      const request = { name, cloud, region, limitStorage, order, ...(capacity !== undefined && { capacity }) };
      return orderHost(app, caller, request, idempotencyKey);
    }
    if (address === undefined || ssh === undefined || capacity === undefined)
      throw incomplete({ address, ssh, capacity });
    return register(app, caller, { ...rest, address, ssh, capacity }, idempotencyKey);
  },
});

const listHosts = defineRoute({
  method: "get",
  path: "/v1/hosts",
  id: "listHosts",
  permission: "platform:admin",
  summary: "The shared hosts, what they have and what is in use (operator)",
  tag: "hosts",
  query: PageQuery,
  responses: { 200: { description: "The hosts", schema: pageSchema(Host) } },
  handle: async (app, { caller, query }) => ({ status: 200, body: pageOf(await list(app, caller), query) }),
});

const getHost = defineRoute({
  method: "get",
  path: "/v1/hosts/{idOrName}",
  id: "getHost",
  permission: "platform:admin",
  summary: "One shared host (operator)",
  tag: "hosts",
  params: HostParams,
  responses: { 200: { description: "The host", schema: Host } },
  async handle(app, { caller, params }) {
    assertOperator(caller, "see the hosts");
    return { status: 200, body: await readHost(app.db.em(), app, params.idOrName) };
  },
});

const changeHost = defineRoute({
  method: "patch",
  path: "/v1/hosts/{idOrName}",
  id: "changeHost",
  permission: "platform:admin",
  summary: "Drain a shared host, or correct what it has (operator)",
  tag: "hosts",
  params: HostParams,
  body: HostChanges,
  responses: { 200: { description: "The host", schema: Host } },
  handle: async (app, { caller, params, body }) => ({
    status: 200,
    body: await change(app, caller, params.idOrName, {
      ...(body.draining !== undefined && { draining: body.draining }),
      ...defined(body.capacity ?? {}),
    }),
  }),
});

const removeHost = defineRoute({
  method: "delete",
  path: "/v1/hosts/{idOrName}",
  id: "removeHost",
  permission: "platform:admin",
  summary:
    "Take a shared host without tenants away: an ordered one is destroyed, the machine of another is left as it is (operator)",
  tag: "hosts",
  params: HostParams,
  responses: {
    200: { description: "Forgotten; the host as it was", schema: Host },
    202: { description: "An ordered host: it is destroyed by the operation", schema: HostAccepted },
  },
  handle: (app, { caller, params }) => remove(app, caller, params.idOrName),
});

const listSlots = defineRoute({
  method: "get",
  path: "/v1/hosts/{idOrName}/slots",
  id: "listSlots",
  permission: "platform:admin",
  summary: "The slots of a shared host (operator)",
  tag: "hosts",
  params: HostParams,
  query: PageQuery,
  responses: { 200: { description: "The slots", schema: pageSchema(HostSlot) } },
  handle: async (app, { caller, params, query }) => ({
    status: 200,
    body: pageOf(await readSlots(app, caller, params.idOrName), query, ({ tenantId }) => tenantId),
  }),
});

const declareHostDead = defineRoute({
  method: "post",
  path: "/v1/hosts/{idOrName}/declare-dead",
  id: "declareHostDead",
  permission: "platform:admin",
  summary:
    "Give a shared host up that is unresponsive, misconfigured or silent: its tenants are moved, without the data that they have there (operator)",
  tag: "hosts",
  params: HostParams,
  body: HostDeath,
  responses: {
    202: {
      description: "Its tenants are moved; those whom no host has room for stay and are tried again",
      schema: z.object({
        host: Host,
        operations: z.array(z.string()).meta({ description: "Ids of the operations that move them" }),
      }),
    },
  },
  handle: async (app, { caller, params, body }) => ({
    status: 202,
    body: await declareDead(app, caller, params.idOrName, body.name),
  }),
});

export const HOST_ROUTES = [registerHost, listHosts, getHost, changeHost, removeHost, listSlots, declareHostDead];

function incomplete(fields: Record<string, unknown>): FreeholdError {
  const missing = Object.keys(fields).filter((name) => fields[name] === undefined);
  return new FreeholdError("invalid_request", `a machine that exists needs ${missing.join(", ")} too`, {
    errors: missing.map((name) => ({ pointer: `/${name}`, detail: "is required: how an existing machine is reached" })),
    nextStep: "correct the fields that `errors` names and send the request again; GET /openapi.json has the schema",
  });
}

function notWithOrder(fields: Record<string, unknown>): FreeholdError {
  const given = Object.keys(fields).filter((name) => fields[name] !== undefined);
  return new FreeholdError("invalid_request", `a machine that is ordered has no ${given.join(", ")} yet`, {
    errors: given.map((name) => ({ pointer: `/${name}`, detail: "must be left out with `order`" })),
    nextStep: "leave out what `errors` names, or leave `order` out to register a machine that exists",
  });
}
