import { parseLabelSelector } from "../../kernel/label-selector.ts";
import type { Project } from "../project.ts";
import type { Firewall, Server, Target } from "../rows.ts";

/** A firewall as the vendor writes it; what a selector finds is looked up each time. */
export function wireFirewall(project: Project, firewall: Firewall) {
  const { targets, ...rest } = firewall;
  return {
    ...rest,
    applied_to: targets.map((target) =>
      target.type === "server"
        ? target
        : {
            ...target,
            applied_to_resources: serversOf(project, target).map(({ id }) => ({ type: "server", server: { id } })),
          },
    ),
  };
}

/** The servers that a target stands for; only those with a public interface can have a firewall. */
export function serversOf(project: Project, target: Target): Server[] {
  if (target.type === "server") return project.servers.filter((server) => server.id === target.server.id);
  const selects = parseLabelSelector(target.label_selector.selector);
  return project.servers.filter((server) => selects(server.labels) && isPublic(project, server));
}

/** The firewalls that apply to a server, by id or by selector. */
export function firewallsOf(project: Project, server: Server): Firewall[] {
  return project.firewalls.filter((firewall) =>
    firewall.targets.some((target) => serversOf(project, target).includes(server)),
  );
}

/** Whether the server has an address on the public network. */
export function isPublic(project: Project, server: Server): boolean {
  return project.primaryIps.all().some((ip) => ip.assignee_id === server.id);
}

export function isSameTarget(a: Target, b: Target): boolean {
  if (a.type === "server") return b.type === "server" && a.server.id === b.server.id;
  return b.type === "label_selector" && a.label_selector.selector === b.label_selector.selector;
}
