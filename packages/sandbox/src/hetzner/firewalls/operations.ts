import type { Action } from "../../kernel/actions.ts";
import { actionOperationsOf, refuseWhileBusy, wireAction } from "../actions.ts";
import { HetznerError } from "../errors.ts";
import { listAnswer } from "../lists.ts";
import { operation, type Project } from "../project.ts";
import type { Firewall, Target } from "../rows.ts";
import { ApplyBody, CreateFirewallBody, RemoveBody, SetRulesBody, UpdateFirewallBody } from "./bodies.ts";
import { isPublic, isSameTarget, serversOf, wireFirewall } from "./firewall.ts";

/** https://docs.hetzner.com/cloud/firewalls/overview#limits */
const MAX_FIREWALLS = 50;

// https://docs.hetzner.cloud/reference/cloud#tag/firewalls/list_firewalls
const listFirewalls = operation("GET /firewalls", ({ account: project, query }) =>
  listAnswer(query, project.firewalls.all(), {
    collection: "firewalls",
    filters: ["name"],
    sortable: ["id", "name", "created"],
    wire: (firewall) => wireFirewall(project, firewall),
  }),
);

// https://docs.hetzner.cloud/reference/cloud#tag/firewalls/create_firewall
const createFirewall = operation("POST /firewalls", CreateFirewallBody, ({ account: project, body }) => {
  const { apply_to: targets, ...rest } = body;
  refuseTwice(targets);
  for (const target of targets) refuseTarget(project, target, 422);
  if (project.firewalls.all().length >= MAX_FIREWALLS)
    throw new HetznerError("resource_limit_exceeded", "firewall limit exceeded");

  const { nextId, clock } = project.services;
  const firewall = project.firewalls.insert({ ...rest, id: nextId(), created: clock.timestamp(), targets });

  const rulesSet = rest.rules.length === 0 ? [] : [start(project, "set_firewall_rules", firewall)];
  const applied = targets.flatMap((target) => startForServers(project, "apply_firewall", firewall, target));
  return {
    status: 201,
    body: { firewall: wireFirewall(project, firewall), actions: wireActions(project, [...rulesSet, ...applied]) },
  };
});

// https://docs.hetzner.cloud/reference/cloud#tag/firewalls/get_firewall
const getFirewall = operation("GET /firewalls/{id}", ({ account: project, id }) => ({
  status: 200,
  body: { firewall: wireFirewall(project, project.firewalls.existing(id)) },
}));

// https://docs.hetzner.cloud/reference/cloud#tag/firewalls/update_firewall
const updateFirewall = operation("PUT /firewalls/{id}", UpdateFirewallBody, ({ account: project, id, body }) => {
  const firewall = unchanging(project, id);
  project.firewalls.refuseDuplicate(body, firewall);
  Object.assign(firewall, body);
  return { status: 200, body: { firewall: wireFirewall(project, firewall) } };
});

// https://docs.hetzner.cloud/reference/cloud#tag/firewalls/delete_firewall
const deleteFirewall = operation("DELETE /firewalls/{id}", ({ account: project, id }) => {
  const firewall = project.firewalls.existing(id);
  if (firewall.targets.length > 0) {
    throw new HetznerError("resource_in_use", `firewall with ID '${id}' is still in use`);
  }
  project.firewalls.delete(firewall);
  return { status: 204 };
});

// https://docs.hetzner.cloud/reference/cloud#tag/firewall-actions/set_firewall_rules
const setRules = operation("POST /firewalls/{id}/actions/set_rules", SetRulesBody, ({ account: project, id, body }) => {
  const firewall = unchanging(project, id);
  firewall.rules = body.rules;
  const applied = firewall.targets.flatMap((target) => startForServers(project, "apply_firewall", firewall, target));
  return answer(project, [start(project, "set_firewall_rules", firewall), ...applied]);
});

// https://docs.hetzner.cloud/reference/cloud#tag/firewall-actions/apply_firewall_to_resources
const applyToResources = operation(
  "POST /firewalls/{id}/actions/apply_to_resources",
  ApplyBody,
  ({ account: project, id, body }) => {
    const firewall = unchanging(project, id);
    refuseTwice(body.apply_to);
    for (const target of body.apply_to) {
      refuseTarget(project, target, 404);
      if (firewall.targets.some((applied) => isSameTarget(applied, target))) {
        throw new HetznerError(
          "firewall_already_applied",
          `firewall with ID '${id}' is already applied to the resource`,
        );
      }
    }
    firewall.targets.push(...body.apply_to);
    return answer(
      project,
      body.apply_to.flatMap((target) => startForServers(project, "apply_firewall", firewall, target)),
    );
  },
);

// https://docs.hetzner.cloud/reference/cloud#tag/firewall-actions/remove_firewall_from_resources
const removeFromResources = operation(
  "POST /firewalls/{id}/actions/remove_from_resources",
  RemoveBody,
  ({ account: project, id, body }) => {
    const firewall = unchanging(project, id);
    for (const target of body.remove_from) refuseRemoval(project, firewall, target);
    const actions = body.remove_from.flatMap((target) => startForServers(project, "remove_firewall", firewall, target));
    firewall.targets = firewall.targets.filter(
      (applied) => !body.remove_from.some((target) => isSameTarget(applied, target)),
    );
    return answer(project, actions);
  },
);

export const firewallOperations = [
  listFirewalls,
  createFirewall,
  getFirewall,
  updateFirewall,
  deleteFirewall,
  setRules,
  applyToResources,
  removeFromResources,
  ...actionOperationsOf("firewalls", "firewall", (project, id) => project.firewalls.existing(id)),
];

/** The firewall, or `conflict` while its rules are being changed. */
function unchanging(project: Project, id: string): Firewall {
  const firewall = project.firewalls.existing(id);
  refuseWhileBusy(project, "conflict", { type: "firewall", id: firewall.id });
  return firewall;
}

function refuseTwice(targets: Target[]): void {
  const twice = targets.some((target, index) => targets.findIndex((other) => isSameTarget(other, target)) !== index);
  if (twice) throw new HetznerError("server_already_added", "the server was applied more than once");
}

function refuseTarget(project: Project, target: Target, status: number): void {
  if (target.type !== "server") return;
  const server = project.servers.get(target.server.id);
  if (server === undefined) {
    const message = `firewall resource not found: server with ID '${target.server.id}'`;
    throw new HetznerError("firewall_resource_not_found", message, { status });
  }
  if (!isPublic(project, server)) {
    throw new HetznerError("private_net_only_server", `server with ID '${server.id}' has no public interface`);
  }
}

function refuseRemoval(project: Project, firewall: Firewall, target: Target): void {
  if (firewall.targets.some((applied) => isSameTarget(applied, target))) return;
  const bySelector =
    target.type === "server" &&
    firewall.targets.some((applied) => serversOf(project, applied).some((server) => server.id === target.server.id));
  if (bySelector) {
    throw new HetznerError(
      "firewall_managed_by_label_selector",
      "firewall is applied via a label selector and cannot be removed manually",
    );
  }
  throw new HetznerError("firewall_resource_not_found", "firewall is not applied to the resource");
}

function startForServers(project: Project, command: string, firewall: Firewall, target: Target): Action[] {
  return serversOf(project, target).map((server) => start(project, command, firewall, server.id));
}

function start(project: Project, command: string, firewall: Firewall, serverId?: number): Action {
  const own = { id: firewall.id, type: "firewall" };
  const resources = serverId === undefined ? [own] : [own, { id: serverId, type: "server" }];
  return project.actions.start({ command, resources });
}

function wireActions(project: Project, actions: Action[]) {
  return actions.map((action) => wireAction(project, action));
}

function answer(project: Project, actions: Action[]) {
  return { status: 201, body: { actions: wireActions(project, actions) } };
}
