import { Cloud, FreeholdError, Host, HostSlot } from "@freehold/model";
import { z } from "zod";
import { changeHost as change, forgetHost as forget } from "../../app/change-host.ts";
import { assertOperator } from "../../app/operator.ts";
import { listHosts as list, readHost, readSlots } from "../../app/read-hosts.ts";
import { registerHost as register } from "../../app/register-host.ts";
import { defineRoute } from "../route.ts";

const Name = z
  .string()
  .regex(/^[a-z]([a-z0-9-]{0,61}[a-z0-9])?$/, "must be 1 to 63 lower-case letters, digits and hyphens, a letter first");

const Slots = z.number().int().min(1).max(1000).meta({ description: "Tenants at a time" });
const MemoryGib = z.number().positive().nullable().meta({ description: "Memory for them in GiB; null: not counted" });
const Cores = z.number().positive().nullable().meta({ description: "Cores for them; null: not counted" });

const Capacity = z.strictObject({ slots: Slots, memoryGib: MemoryGib.default(null), cores: Cores.default(null) });

const Ssh = z.strictObject({
  host: z.string().min(1).max(253).optional().meta({ description: "Where its SSH server is, when not at `address`" }),
  port: z.number().int().min(1).max(65_535).default(22),
  user: z
    .string()
    .regex(/^[a-z_][a-z0-9_-]{0,31}$/, "must be a user name")
    .default("freehold"),
  privateKey: z.string().min(1).max(20_000).meta({ description: "Of that user, in OpenSSH form; never shown again" }),
  hostKey: z
    .string()
    .regex(/^[a-z0-9@.-]+ [A-Za-z0-9+/]+=*( .*)?$/, "must be a public key such as `ssh-ed25519 AAAA…`")
    .meta({ description: "The host's public key; a server that shows another one is not talked to" }),
});

/** A machine that exists, or the order of one. */
const HostBody = z.strictObject({
  name: Name,
  cloud: Cloud.default("docker").meta({ description: "Where the machine is; `docker` for one of your own" }),
  region: z.string().min(1).max(64),
  address: z.ipv4("must be an IPv4 address").optional().meta({ description: "What its tenants' names lead to" }),
  ssh: Ssh.optional(),
  capacity: Capacity.optional(),
  edge: z.boolean().default(false).meta({ description: "An edge on it takes requests by name" }),
  order: z.unknown().optional().meta({ description: "Build the machine instead; not built in this version" }),
});

const Changes = z.strictObject({
  draining: z.boolean().optional().meta({ description: "Take no new tenants; those who are there stay" }),
  capacity: z.strictObject({ slots: Slots, memoryGib: MemoryGib, cores: Cores }).partial().optional(),
});

const HostParams = z.strictObject({ idOrName: Name.meta({ description: "The host's id or name" }) });

export const registerHost = defineRoute({
  method: "post",
  path: "/v1/hosts",
  id: "registerHost",
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
  summary: "The shared hosts, what they have and what is in use (operator)",
  tag: "hosts",
  answers: { 200: { description: "The hosts", schema: z.object({ items: z.array(Host) }) } },
  handle: async (app, { caller }) => ({ status: 200, body: { items: await list(app, caller) } }),
});

export const getHost = defineRoute({
  method: "get",
  path: "/v1/hosts/{idOrName}",
  id: "getHost",
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
  summary: "Drain a shared host, or correct what it has (operator)",
  tag: "hosts",
  params: HostParams,
  body: Changes,
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
  summary: "Forget a shared host without tenants; the machine is left as it is (operator)",
  tag: "hosts",
  params: HostParams,
  answers: { 204: { description: "Forgotten" } },
  async handle(app, { caller, params }) {
    await forget(app, caller, params.idOrName);
    return { status: 204, body: undefined };
  },
});

export const listSlots = defineRoute({
  method: "get",
  path: "/v1/hosts/{idOrName}/slots",
  id: "listSlots",
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
