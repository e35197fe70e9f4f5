import type { Emulator, InventoryItem } from "../kernel/emulator.ts";
import type { HttpRequest } from "../kernel/http.ts";
import { randomAlphanumeric } from "../kernel/random.ts";
import { actionOperations } from "./actions.ts";
import { errorAnswer, faultAnswer, HetznerError, invalidBody, refusalWords } from "./errors.ts";
import { firewallOperations } from "./firewalls/operations.ts";
import { floatingIpOperations } from "./floating-ips.ts";
import { imageOperations } from "./images.ts";
import { isoOperations } from "./isos.ts";
import { locationOperations } from "./locations.ts";
import { networkOperations } from "./networks/operations.ts";
import { placementGroupOperations } from "./placement-groups.ts";
import { pricingOperations } from "./pricing.ts";
import { primaryIpOperations } from "./primary-ips/operations.ts";
import { clearProject, createProject, type HetznerServices, type Project } from "./project.ts";
import { serverTypeOperations } from "./server-types.ts";
import { serverOperations } from "./servers/operations.ts";
import { machineIdOf } from "./servers/server.ts";
import { sshKeyOperations } from "./ssh-keys.ts";
import { volumeOperations } from "./volumes.ts";

/** Length of a token: the vendor's own Terraform provider refuses any other. */
const TOKEN_LENGTH = 64;

export interface HetznerEmulator extends Emulator<Project> {
  /** A new token for the project of the name, which is made when it does not exist. */
  newToken(projectName: string): string;
}

/** Hetzner Cloud, as https://docs.hetzner.cloud describes it. */
export function createHetzner(services: Omit<HetznerServices, "nextId">): HetznerEmulator {
  const projects = new Map<string, Project>();
  const tokens = new Map<string, Project>();
  let lastId = 1000;
  const nextId = () => ++lastId;

  return {
    cloud: "hetzner",
    basePath: "/v1",
    operations: hetznerOperations,

    newToken(projectName) {
      const project = projects.get(projectName) ?? createProject(projectName, { ...services, nextId });
      projects.set(projectName, project);
      const token = randomAlphanumeric(TOKEN_LENGTH);
      tokens.set(token, project);
      return token;
    },

    authenticate(request) {
      const project = tokens.get(bearerToken(request));
      if (project === undefined) throw new HetznerError("unauthorized", "unable to authenticate");
      return project;
    },

    limiterOf: (project) => project.limiter,
    limiters: () => Object.fromEntries([...projects.values()].map(({ name, limiter }) => [name, limiter])),
    rateLimitHeaders: ({ limit, remaining, fullInMs }) => ({
      "RateLimit-Limit": String(limit),
      "RateLimit-Remaining": String(remaining),
      "RateLimit-Reset": String(Math.ceil((services.clock.now() + fullInMs) / 1000)),
    }),
    rateLimited: ({ limit }) => new HetznerError("rate_limit_exceeded", `limit of ${limit} requests per hour reached`),
    faultAnswer,
    refusalWords,
    notBuilt: ({ method, path }) =>
      new HetznerError("not_built", `${method} ${path} is not built in this sandbox, see docs/emulator-differences.md`),
    brokenJson: () => new HetznerError("json_error", "invalid JSON in request body"),
    invalidBody,
    errorAnswer,

    inventory: () => [...projects.values()].flatMap(inventoryOf),

    async reset() {
      for (const project of projects.values()) {
        await Promise.all(project.servers.all().map((server) => services.machines.destroy(machineIdOf(server))));
        for (const server of project.servers.all()) services.addresses.giveBack(server.machineAddress);
        for (const ip of [...project.primaryIps.all(), ...project.floatingIps.all()])
          services.addresses.giveBack(ip.ip);
        clearProject(project);
      }
    },
  };
}

/** Everything that is built; the vendor's other routes answer 501. */
const hetznerOperations = [
  ...actionOperations,
  ...firewallOperations,
  ...floatingIpOperations,
  ...imageOperations,
  ...isoOperations,
  ...locationOperations,
  ...networkOperations,
  ...placementGroupOperations,
  ...pricingOperations,
  ...primaryIpOperations,
  ...serverOperations,
  ...serverTypeOperations,
  ...sshKeyOperations,
  ...volumeOperations,
];

function bearerToken(request: HttpRequest): string {
  return /^Bearer (\S+)$/.exec(request.headers.authorization ?? "")?.[1] ?? "";
}

function inventoryOf(project: Project): InventoryItem[] {
  const kinds: [type: string, rows: { id: number; name: string | null; labels: Record<string, string> }[]][] = [
    ["server", project.servers.all()],
    ["ssh_key", project.sshKeys.all()],
    ["firewall", project.firewalls.all()],
    ["network", project.networks.all()],
    ["volume", project.volumes.all()],
    ["primary_ip", project.primaryIps.all()],
    ["floating_ip", project.floatingIps.all()],
    ["placement_group", project.placementGroups.all()],
    ["image", project.images.all()],
  ];
  return kinds.flatMap(([type, rows]) =>
    rows.map(({ id, name, labels }) => ({
      cloud: "hetzner",
      type,
      id: String(id),
      name: name ?? "",
      labels: { ...labels },
    })),
  );
}
