import { randomUUID } from "node:crypto";
import { z } from "zod";
import { unprocessable } from "./errors.ts";
import { listAnswer } from "./lists.ts";
import type { Firewall } from "./rows.ts";
import { refuseUnknownTags, TagNames } from "./tags.ts";
import { operation, type Team } from "./team.ts";

/** "Firewall rules are limited to 1000 entries": https://docs.digitalocean.com/products/networking/firewalls/details/limits/ */
const MAX_SOURCES = 1000;

const Target = z.object({
  addresses: z
    .array(z.union([z.ipv4(), z.ipv6(), z.cidrv4(), z.cidrv6()], "must be addresses or ranges"))
    .max(MAX_SOURCES, `must be at most ${MAX_SOURCES} addresses or ranges`)
    .optional(),
  droplet_ids: z.array(z.int()).optional(),
  load_balancer_uids: z.array(z.string()).optional(),
  kubernetes_ids: z.array(z.string()).optional(),
  tags: z.array(z.string()).optional(),
});
const Rule = { protocol: z.enum(["tcp", "udp", "icmp"]), ports: z.string().default("0") };
const InboundRule = z.object({ ...Rule, sources: Target });
const OutboundRule = z.object({ ...Rule, destinations: Target });

/** Lists may be absent or `null`, and are the same as empty ones. */
function listOf<Item>(item: z.ZodType<Item>) {
  return z
    .array(item)
    .nullish()
    .transform((list) => list ?? []);
}
const Rules = z.object({ inbound_rules: listOf(InboundRule), outbound_rules: listOf(OutboundRule) });
const FirewallBody = Rules.extend({
  name: z
    .string()
    .max(255)
    .regex(/^[a-zA-Z0-9][a-zA-Z0-9.-]*$/, "may only contain letters, numbers, dashes and periods"),
  droplet_ids: listOf(z.int()),
  tags: TagNames,
});

/** https://docs.digitalocean.com/products/networking/firewalls/details/limits/ */
const MAX_RULES = 50;
const MAX_DROPLETS = 10;
const MAX_TAGS = 5;

// https://docs.digitalocean.com/reference/api/digitalocean/#operation/firewalls_list
const listFirewalls = operation("GET /firewalls", ({ account: team, request }) =>
  listAnswer(request, "firewalls", team.firewalls.all(), wireFirewall),
);

// https://docs.digitalocean.com/reference/api/digitalocean/#operation/firewalls_create
const createFirewall = operation("POST /firewalls", FirewallBody, ({ account: team, body }) => {
  refuseFirewall(team, body);
  const firewall = team.firewalls.insert({
    ...body,
    id: randomUUID(),
    created_at: team.services.clock.timestamp(),
  });
  return { status: 202, body: { firewall: wireFirewall(firewall) } };
});

// https://docs.digitalocean.com/reference/api/digitalocean/#operation/firewalls_get
const getFirewall = operation("GET /firewalls/{id}", ({ account: team, id }) => ({
  status: 200,
  body: { firewall: wireFirewall(team.firewalls.existing(id)) },
}));

// What the body leaves out is gone afterwards: it is the whole firewall.
// https://docs.digitalocean.com/reference/api/digitalocean/#operation/firewalls_update
const updateFirewall = operation("PUT /firewalls/{id}", FirewallBody, ({ account: team, id, body }) => {
  const firewall = team.firewalls.existing(id);
  team.firewalls.refuseDuplicate({ name: body.name }, firewall);
  refuseFirewall(team, body);
  Object.assign(firewall, body);
  return { status: 200, body: { firewall: wireFirewall(firewall) } };
});

// https://docs.digitalocean.com/reference/api/digitalocean/#operation/firewalls_delete
const deleteFirewall = operation("DELETE /firewalls/{id}", ({ account: team, id }) => {
  team.firewalls.delete(team.firewalls.existing(id));
  return { status: 204 };
});

const Droplets = z.object({ droplet_ids: z.array(z.int()) });

// https://docs.digitalocean.com/reference/api/digitalocean/#operation/firewalls_assign_droplets
const addDroplets = operation("POST /firewalls/{id}/droplets", Droplets, ({ account: team, id, body }) =>
  change(team, id, (firewall) => ({ droplet_ids: [...new Set([...firewall.droplet_ids, ...body.droplet_ids])] })),
);

// https://docs.digitalocean.com/reference/api/digitalocean/#operation/firewalls_delete_droplets
const removeDroplets = operation("DELETE /firewalls/{id}/droplets", Droplets, ({ account: team, id, body }) =>
  change(team, id, (firewall) => ({
    droplet_ids: firewall.droplet_ids.filter((droplet) => !body.droplet_ids.includes(droplet)),
  })),
);

const Tags = z.object({ tags: TagNames });

// https://docs.digitalocean.com/reference/api/digitalocean/#operation/firewalls_add_tags
const addTags = operation("POST /firewalls/{id}/tags", Tags, ({ account: team, id, body }) =>
  change(team, id, (firewall) => ({ tags: [...new Set([...firewall.tags, ...body.tags])] })),
);

// https://docs.digitalocean.com/reference/api/digitalocean/#operation/firewalls_delete_tags
const removeTags = operation("DELETE /firewalls/{id}/tags", Tags, ({ account: team, id, body }) =>
  change(team, id, (firewall) => ({ tags: firewall.tags.filter((tag) => !body.tags.includes(tag)) })),
);

// https://docs.digitalocean.com/reference/api/digitalocean/#operation/firewalls_add_rules
const addRules = operation("POST /firewalls/{id}/rules", Rules, ({ account: team, id, body }) =>
  change(team, id, (firewall) => ({
    inbound_rules: [...firewall.inbound_rules, ...body.inbound_rules],
    outbound_rules: [...firewall.outbound_rules, ...body.outbound_rules],
  })),
);

// https://docs.digitalocean.com/reference/api/digitalocean/#operation/firewalls_delete_rules
const removeRules = operation("DELETE /firewalls/{id}/rules", Rules, ({ account: team, id, body }) =>
  change(team, id, (firewall) => ({
    inbound_rules: without(firewall.inbound_rules, body.inbound_rules),
    outbound_rules: without(firewall.outbound_rules, body.outbound_rules),
  })),
);

export const firewallOperations = [
  listFirewalls,
  createFirewall,
  getFirewall,
  updateFirewall,
  deleteFirewall,
  addDroplets,
  removeDroplets,
  addTags,
  removeTags,
  addRules,
  removeRules,
];

/** A firewall as the vendor writes it. It filters nothing here, so that it is in force at once. */
export function wireFirewall(firewall: Firewall) {
  const port = (ports: string) => (ports === "all" ? "0" : ports);
  return {
    ...firewall,
    status: "succeeded",
    pending_changes: [],
    inbound_rules: firewall.inbound_rules.map((rule) => ({ ...rule, ports: port(rule.ports) })),
    outbound_rules: firewall.outbound_rules.map((rule) => ({ ...rule, ports: port(rule.ports) })),
  };
}

/** The firewalls of a droplet: those that name it, and those of its tags. */
export function firewallsOf(team: Team, droplet: { id: number; tags: string[] }): Firewall[] {
  return team.firewalls.filter(
    ({ droplet_ids, tags }) => droplet_ids.includes(droplet.id) || tags.some((tag) => droplet.tags.includes(tag)),
  );
}

function change(team: Team, id: string, changes: (firewall: Firewall) => Partial<Firewall>) {
  const firewall = team.firewalls.existing(id);
  const changed = { ...firewall, ...changes(firewall) };
  refuseFirewall(team, changed);
  Object.assign(firewall, changed);
  return { status: 204 };
}

function refuseFirewall(team: Team, firewall: Omit<Firewall, "id" | "created_at">): void {
  const { inbound_rules, outbound_rules, droplet_ids, tags } = firewall;
  if (inbound_rules.length + outbound_rules.length > MAX_RULES)
    throw unprocessable(`a firewall can have at most ${MAX_RULES} rules`);
  if (droplet_ids.length > MAX_DROPLETS) throw unprocessable(`a firewall can name at most ${MAX_DROPLETS} Droplets`);
  if (tags.length > MAX_TAGS) throw unprocessable(`a firewall can have at most ${MAX_TAGS} tags`);
  const targets = [...inbound_rules.map(({ sources }) => sources), ...outbound_rules.map((rule) => rule.destinations)];
  for (const target of targets) refuseUnknownTags(team, target.tags ?? []);
  refuseUnknownTags(team, tags);
  for (const id of droplet_ids) if (team.droplets.get(id) === undefined) throw unprocessable(`Droplet ${id} not found`);
  for (const { protocol, ports } of [...inbound_rules, ...outbound_rules]) refusePorts(protocol, ports);
}

function refusePorts(protocol: string, ports: string): void {
  if (protocol === "icmp" || ports === "all" || ports === "0") return;
  const [first = 0, last = first] = /^\d+(-\d+)?$/.test(ports) ? ports.split("-").map(Number) : [];
  if (first < 1 || last < first || last > 65535)
    throw unprocessable(`ports must be a port, a range such as 8000-9000, or all, got ${ports}`);
}

function without<Rule>(rules: readonly Rule[], gone: readonly Rule[]): Rule[] {
  const names = gone.map((rule) => JSON.stringify(rule));
  return rules.filter((rule) => !names.includes(JSON.stringify(rule)));
}
