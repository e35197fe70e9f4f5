import type { Emulator, InventoryItem } from "../kernel/emulator.ts";
import { randomHex } from "../kernel/random.ts";
import { accountOperations } from "./account.ts";
import { actionOperations } from "./actions.ts";
import { machineIdOf } from "./droplets/droplet.ts";
import { dropletOperations } from "./droplets/operations.ts";
import { DigitaloceanError, errorAnswer, faultAnswer, invalidBody, refusalWords } from "./errors.ts";
import { firewallOperations } from "./firewalls.ts";
import { imageOperations } from "./images.ts";
import { offerOperations } from "./offer.ts";
import { projectOperations } from "./projects.ts";
import { reservedIpOperations } from "./reserved-ips.ts";
import { snapshotOperations } from "./snapshots.ts";
import { sshKeyOperations } from "./ssh-keys.ts";
import { tagOperations } from "./tags.ts";
import { clearTeam, createTeam, type DigitaloceanServices, type Team } from "./team.ts";
import { volumeOperations } from "./volumes.ts";
import { vpcOperations } from "./vpcs.ts";

export interface DigitaloceanEmulator extends Emulator<Team> {
  /** A new token for the team of the name, which is made when it does not exist. */
  newToken(teamName: string): string;
}

/** DigitalOcean, as https://docs.digitalocean.com/reference/api describes it. */
export function createDigitalocean(services: Omit<DigitaloceanServices, "nextId">): DigitaloceanEmulator {
  const teams = new Map<string, Team>();
  const tokens = new Map<string, Team>();
  let lastId = 400_000_000;
  const nextId = () => ++lastId;

  return {
    cloud: "digitalocean",
    basePath: "/v2",
    operations: digitaloceanOperations,

    newToken(teamName) {
      const team = teams.get(teamName) ?? createTeam(teamName, { ...services, nextId });
      teams.set(teamName, team);
      const token = `dop_v1_${randomHex(64)}`;
      tokens.set(token, team);
      return token;
    },

    authenticate(request) {
      const token = /^Bearer (\S+)$/.exec(request.headers.authorization ?? "")?.[1] ?? "";
      const team = tokens.get(token);
      if (team === undefined) throw new DigitaloceanError("unauthorized", "Unable to authenticate you");
      return team;
    },

    limiterOf: (team) => team.limiter,
    limiters: () => Object.fromEntries([...teams.values()].map(({ name, limiter }) => [name, limiter])),
    rateLimitHeaders: ({ limit, remaining, fullInMs }) => ({
      "ratelimit-limit": String(limit),
      "ratelimit-remaining": String(remaining),
      "ratelimit-reset": String(Math.ceil((services.clock.now() + fullInMs) / 1000)),
    }),
    rateLimited: ({ retryInMs }) =>
      new DigitaloceanError("too_many_requests", "API Rate limit exceeded.", {
        "retry-after": String(Math.max(1, Math.ceil(retryInMs / 1000))),
      }),
    faultAnswer,
    refusalWords,
    notBuilt: ({ method, path }) =>
      new DigitaloceanError(
        "not_built",
        `${method} ${path} is not built in this sandbox, see docs/emulator-differences.md`,
      ),
    brokenJson: () => new DigitaloceanError("bad_request", "the body is no JSON"),
    invalidBody,
    errorAnswer,

    inventory: () => [...teams.values()].flatMap(inventoryOf),

    async reset() {
      for (const team of teams.values()) {
        await Promise.all(team.droplets.all().map((droplet) => services.machines.destroy(machineIdOf(droplet))));
        for (const droplet of team.droplets.all()) services.addresses.giveBack(droplet.machineAddress);
        for (const ip of team.reservedIps.all()) services.addresses.giveBack(ip.id);
        clearTeam(team);
      }
    },
  };
}

/** Everything that is built; the vendor's other routes answer 501. */
const digitaloceanOperations = [
  ...accountOperations,
  ...actionOperations,
  ...dropletOperations,
  ...firewallOperations,
  ...imageOperations,
  ...offerOperations,
  ...projectOperations,
  ...reservedIpOperations,
  ...snapshotOperations,
  ...sshKeyOperations,
  ...tagOperations,
  ...volumeOperations,
  ...vpcOperations,
];

/** Everything but what a team has from the start: its default project and its regions' default networks. */
function inventoryOf(team: Team): InventoryItem[] {
  const kinds: [type: string, rows: { id: number | string; name?: string; tags?: string[] }[]][] = [
    ["droplet", team.droplets.all()],
    ["ssh_key", team.sshKeys.all()],
    ["firewall", team.firewalls.all().map(({ id, name }) => ({ id, name }))],
    ["vpc", team.vpcs.filter((vpc) => !vpc.default)],
    ["volume", team.volumes.all()],
    ["reserved_ip", team.reservedIps.all()],
    ["project", team.projects.filter((project) => !project.is_default)],
    ["tag", team.tags.all()],
    ["image", team.images.all()],
  ];
  return kinds.flatMap(([type, rows]) =>
    rows.map(({ id, name = String(id), tags = [] }) => ({
      cloud: "digitalocean",
      type,
      id: String(id),
      name,
      labels: labelsOf(tags),
    })),
  );
}

/** Tags of the form `key:value` as labels. */
function labelsOf(tags: readonly string[]): Record<string, string> {
  return Object.fromEntries(
    tags.map((tag) => {
      const [key = "", ...value] = tag.split(":");
      return [key, value.join(":")];
    }),
  );
}
