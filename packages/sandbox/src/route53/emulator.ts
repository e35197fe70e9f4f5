import type { Clock } from "../kernel/clock.ts";
import type { Emulator, InventoryItem } from "../kernel/emulator.ts";
import { issuesAsText } from "../kernel/issues-as-text.ts";
import { labelWords } from "../kernel/label-words.ts";
import { randomAlphanumeric } from "../kernel/random.ts";
import type { ServedZone } from "../name-server/served-zone.ts";
import { type Account, createAccount } from "./account.ts";
import { changeOperations } from "./changes.ts";
import { errorAnswer, faultAnswer, Route53Error, refusals, refusalWords } from "./errors.ts";
import { recordSetOperations } from "./record-sets/operations.ts";
import { recordSetsOf } from "./record-sets/record-set.ts";
import type { Zone } from "./rows.ts";
import { servedZones } from "./served-zones.ts";
import { claimOf, isSignedWith } from "./signature.ts";
import { readXml } from "./xml.ts";
import { addZone, zoneOperations } from "./zones.ts";

export interface Route53Options {
  clock: Clock;
  /** Name of the zone that is there from the start. */
  zone: string;
  /** Milliseconds until a change is known to all name servers. */
  propagationMs: number;
}

export interface Route53Emulator extends Emulator<Account> {
  accessKeyId: string;
  secretAccessKey: string;
  zone: Zone;
  /** As the name servers have them now. */
  served(): ServedZone[];
}

/** Amazon Route 53's hosted zones and record sets, as https://docs.aws.amazon.com/Route53/latest/APIReference/ describes them. */
export function createRoute53({ clock, zone: zoneName, propagationMs }: Route53Options): Route53Emulator {
  const account = createAccount(clock, propagationMs);
  const accessKeyId = `AKIA${randomAlphanumeric(16).toUpperCase()}`;
  const secretAccessKey = randomAlphanumeric(40);
  const zone = addZone(account, zoneName, { callerReference: "sandbox", comment: "of the sandbox" });
  const ownSets = recordSetsOf(account, zone).map((set) => ({ ...set }));

  return {
    cloud: "route53",
    basePath: "/2013-04-01",
    operations: [...zoneOperations, ...recordSetOperations, ...changeOperations],
    accessKeyId,
    secretAccessKey,
    zone,
    served: () => servedZones(account),

    authenticate(request) {
      const claim = claimOf(request);
      if (claim === undefined) throw refusals.notSigned();
      if (claim.accessKeyId !== accessKeyId) throw refusals.keyUnknown();
      if (!isSignedWith(secretAccessKey, request, claim)) throw refusals.signatureWrong();
      return account;
    },

    limiterOf: ({ limiter }) => limiter,
    limiters: () => ({ default: account.limiter }),
    // The vendor reports nothing of the rate.
    rateLimitHeaders: () => ({}),
    rateLimited: refusals.throttled,
    faultAnswer,
    refusalWords,
    notBuilt: ({ method, path }) =>
      new Route53Error(
        501,
        "NotBuilt",
        `${method} ${path} is not built in this sandbox, see docs/emulator-differences.md`,
      ),
    brokenJson: () => refusals.inputInvalid("the body is not XML"),
    readBody({ text }) {
      try {
        return readXml(text);
      } catch {
        throw refusals.inputInvalid("Unable to parse request body");
      }
    },
    invalidBody: (issues) => refusals.inputInvalid(`Invalid XML ; ${issuesAsText(issues)}`),
    errorAnswer,

    inventory: () => inventoryOf(account, zone),
    async reset() {
      account.recordSets.clear();
      account.zones.clear();
      account.changes.clear();
      account.zones.insert(zone);
      for (const set of ownSets) account.recordSets.insert({ ...set });
    },
  };
}

function inventoryOf(account: Account, own: Zone): InventoryItem[] {
  const cloud = "route53";
  const zones = account.zones.filter((zone) => zone.id !== own.id);
  const sets = account.recordSets.filter(({ type }) => !["NS", "SOA"].includes(type));
  return [
    ...zones.map(({ id, name }) => ({ cloud, type: "zone", id, name, labels: {} })),
    ...sets.map(({ id, name, setIdentifier }) => ({
      ...{ cloud, type: "dns_record", id, name: name.replace(/\.$/, "") },
      labels: labelWords(setIdentifier),
    })),
  ];
}
