import type { z } from "zod";
import { includesAddress, parseCidr } from "../kernel/cidr.ts";
import type { Clock } from "../kernel/clock.ts";
import type { Emulator, InventoryItem } from "../kernel/emulator.ts";
import { issuesAsText } from "../kernel/issues-as-text.ts";
import { labelWords } from "../kernel/label-words.ts";
import { randomAlphanumeric, randomHex } from "../kernel/random.ts";
import type { ServedZone } from "../name-server/served-zone.ts";
import { type Account, createAccount, operation, REQUESTS_PER_WINDOW, success, WINDOW_SECONDS } from "./account.ts";
import { CloudflareError, errorAnswer, faultAnswer, refusals, refusalWords } from "./errors.ts";
import { recordOperations } from "./records/operations.ts";
import type { Zone } from "./rows.ts";
import { servedZones } from "./served-zones.ts";
import { addZone, zoneOperations } from "./zones.ts";

/** Length of an API token. */
const TOKEN_LENGTH = 40;

/** Ranges that the public network does not route; a proxied record cannot point into them. */
const PRIVATE_RANGES = [
  "0.0.0.0/8",
  "10.0.0.0/8",
  "100.64.0.0/10",
  "127.0.0.0/8",
  "169.254.0.0/16",
  "172.16.0.0/12",
  "192.168.0.0/16",
];

export interface CloudflareOptions {
  clock: Clock;
  /** Name of the zone that is there from the start, active. */
  zone: string;
  /** Names of further zones of the same kind. */
  furtherZones?: readonly string[];
  /** The sandbox's machines, in CIDR notation: they stand for public addresses. */
  machineRange: string;
}

export interface CloudflareEmulator extends Emulator<Account> {
  token: string;
  zone: Zone;
  /** All zones that are there from the start, that of `zone` first. */
  zones: readonly Zone[];
  /** As the name servers have them now. */
  served(): ServedZone[];
}

/** Cloudflare's zones and DNS records, as https://developers.cloudflare.com/api/resources/dns/ describes them. */
export function createCloudflare(options: CloudflareOptions): CloudflareEmulator {
  const { clock, zone: zoneName, furtherZones = [], machineRange } = options;
  const account = createAccount(clock, (address) => isPublic(address, machineRange));
  const token = randomAlphanumeric(TOKEN_LENGTH);
  const tokenId = randomHex(32);
  const zone = addZone(account, zoneName, "active");
  const zones = [zone, ...furtherZones.map((name) => addZone(account, name, "active"))];
  const ownRecords = zones.map((own) => ({ ...own }));

  // https://developers.cloudflare.com/api/resources/user/subresources/tokens/methods/verify/
  const verifyToken = operation("GET /user/tokens/verify", () => {
    const { status, body } = success({ id: tokenId, status: "active" });
    const messages = [{ code: 10_000, message: "This API Token is valid and active", type: null }];
    return { status, body: { ...(body as object), messages } };
  });

  return {
    cloud: "cloudflare",
    basePath: "/client/v4",
    operations: [verifyToken, ...zoneOperations, ...recordOperations],
    token,
    zone,
    zones,
    served: () => servedZones(account),

    authenticate({ headers, path }) {
      const given = headers.authorization;
      if (given === undefined) throw refusals.authMissing();
      const bearer = /^Bearer ([\w-]{40})$/.exec(given)?.[1];
      if (bearer === undefined) throw refusals.authMalformed();
      if (bearer !== token)
        throw path.endsWith("/user/tokens/verify") ? refusals.tokenInvalid() : refusals.tokenUnknown();
      return account;
    },

    limiterOf: ({ limiter }) => limiter,
    limiters: () => ({ default: account.limiter }),
    rateLimitHeaders: ({ remaining, fullInMs }) => ({
      Ratelimit: `"default";r=${remaining};t=${Math.ceil(fullInMs / 1000)}`,
      "Ratelimit-Policy": `"default";q=${REQUESTS_PER_WINDOW};w=${WINDOW_SECONDS}`,
    }),
    rateLimited: ({ retryInMs }) => refusals.rateLimited(Math.ceil(retryInMs / 1000)),
    faultAnswer,
    refusalWords,
    notBuilt: ({ method, path }) =>
      new CloudflareError(
        501,
        7000,
        `${method} ${path} is not built in this sandbox, see docs/emulator-differences.md`,
      ),
    brokenJson: refusals.jsonBroken,
    invalidBody: (issues) =>
      issues.some(concernsType) ? refusals.typeInvalid() : refusals.fieldInvalid(issuesAsText(issues)),
    errorAnswer,

    inventory: () => inventoryOf(account, zones),
    async reset() {
      account.records.clear();
      account.zones.clear();
      for (const [index, own] of zones.entries()) account.zones.insert(Object.assign(own, ownRecords[index]));
    },
  };
}

function isPublic(address: string, machineRange: string): boolean {
  const lies = (range: string) =>
    includesAddress(parseCidr(range) ?? { text: range, prefix: 0, first: 0, last: 0 }, address);
  return lies(machineRange) || !PRIVATE_RANGES.some(lies);
}

function concernsType(issue: z.core.$ZodIssue): boolean {
  return issue.path.at(-1) === "type";
}

function inventoryOf(account: Account, own: readonly Zone[]): InventoryItem[] {
  const zones = account.zones.filter((zone) => !own.some(({ id }) => id === zone.id));
  return [
    ...zones.map(({ id, name }) => ({ cloud: "cloudflare", type: "zone", id, name, labels: {} })),
    ...account.records.all().map(({ id, name, comment }) => ({
      cloud: "cloudflare",
      type: "dns_record",
      id,
      name,
      labels: labelWords(comment),
    })),
  ];
}
