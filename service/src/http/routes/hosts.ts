import { FreeholdError, Host, HostChanges, HostName, HostSlot, HostSpec } from "@freehold/model";
import { z } from "zod";
import { changeHost as change, forgetHost as forget } from "../../app/change-host.ts";
import { assertOperator } from "../../app/operator.ts";
import { listHosts as list, readHost, readSlots } from "../../app/read-hosts.ts";
import { registerHost as register } from "../../app/register-host.ts";
import { defineRoute } from "../route.ts";

/** A machine that exists, or the order of one. */
const HostBody = HostSpec.partial({ address: true, ssh: true, capacity: true }).extend({
  order: z.unknown().optional().meta({ description: "Build the machine instead; not built in this version" }),
});

const HostParams = z.strictObject({ idOrName: HostName.meta({ description: "The host's id or name" }) });

export const registerHost = defineRoute({
  method: "post",
  path: "/v1/hosts",
  id: "registerHost",
  needs: "platform:admin",
  summary:
    "Register a machine with Docker, sshd and hostctl as a shared host; it is asked whether it answers (operator)",
  tag: "hosts",
  body: HostBody,
  answers: { 201: { description: "Registered", schema: Host } },
  async handle(app, { caller, body, idempotencyKey }) {
    assertOperator(caller, "register a host");
    const { order, address, ssh, capacity, ...rest } = body;
    if (order !== undefined) throw orderNotBuilt();
    if (address === undefined || ssh === undefined || capacity === undefined)
      throw incomplete({ address, ssh, capacity });
    return register(app, caller, { ...rest, address, ssh, capacity }, idempotencyKey);
  },
});

export const listHosts = defineRoute({
  method: "get",
  path: "/v1/hosts",
  id: "listHosts",
  needs: "platform:admin",
  summary: "The shared hosts, what they have and what is in use (operator)",
  tag: "hosts",
  answers: { 200: { description: "The hosts", schema: z.object({ items: z.array(Host) }) } },
  handle: async (app, { caller }) => ({ status: 200, body: { items: await list(app, caller) } }),
});

export const getHost = defineRoute({
  method: "get",
  path: "/v1/hosts/{idOrName}",
  id: "getHost",
  needs: "platform:admin",
  summary: "One shared host (operator)",
  tag: "hosts",
  params: HostParams,
  answers: { 200: { description: "The host", schema: Host } },
  async handle(app, { caller, params }) {
    assertOperator(caller, "see the hosts");
    return { status: 200, body: await readHost(app.db.em(), app, params.idOrName) };
  },
});

export const changeHost = defineRoute({
  method: "patch",
  path: "/v1/hosts/{idOrName}",
  id: "changeHost",
  needs: "platform:admin",
  summary: "Drain a shared host, or correct what it has (operator)",
  tag: "hosts",
  params: HostParams,
  body: HostChanges,
  answers: { 200: { description: "The host", schema: Host } },
  handle: async (app, { caller, params, body }) => ({
    status: 200,
    body: await change(app, caller, params.idOrName, {
      ...(body.draining !== undefined && { draining: body.draining }),
      ...defined(body.capacity ?? {}),
    }),
  }),
});

export const forgetHost = defineRoute({
  method: "delete",
  path: "/v1/hosts/{idOrName}",
  id: "forgetHost",
  needs: "platform:admin",
  summary: "Forget a shared host without tenants; the machine is left as it is (operator)",
  tag: "hosts",
  params: HostParams,
  answers: { 200: { description: "The host as it was", schema: Host } },
  handle: async (app, { caller, params }) => ({ status: 200, body: await forget(app, caller, params.idOrName) }),
});

export const listSlots = defineRoute({
  method: "get",
  path: "/v1/hosts/{idOrName}/slots",
  id: "listSlots",
  needs: "platform:admin",
  summary: "The slots of a shared host (operator)",
  tag: "hosts",
  params: HostParams,
  answers: { 200: { description: "The slots", schema: z.object({ items: z.array(HostSlot) }) } },
  handle: async (app, { caller, params }) => ({
    status: 200,
    body: { items: await readSlots(app, caller, params.idOrName) },
  }),
});

export const HOST_ROUTES = [registerHost, listHosts, getHost, changeHost, forgetHost, listSlots];

function incomplete(fields: Record<string, unknown>): FreeholdError {
  const missing = Object.keys(fields).filter((name) => fields[name] === undefined);
  return new FreeholdError("invalid_request", `a machine that exists needs ${missing.join(", ")} too`, {
    errors: missing.map((name) => ({ pointer: `/${name}`, detail: "is required: how an existing machine is reached" })),
    nextStep: "correct the fields that `errors` names and send the request again; GET /openapi.json has the schema",
  });
}

function orderNotBuilt(): FreeholdError {
  return new FreeholdError("not_built", "ordering a shared host through the service is not built in this version", {
    errors: [{ pointer: "/order", detail: "must be left out in this version" }],
    nextStep:
      "build the machine with `pulumi up` in stacks/shared-host, then register it with address, ssh and capacity",
  });
}

function defined<T extends object>(fields: T): { [Key in keyof T]?: Exclude<T[Key], undefined> } {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as {
    [Key in keyof T]?: Exclude<T[Key], undefined>;
  };
}
