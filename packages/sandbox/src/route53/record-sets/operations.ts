import { z } from "zod";
import { operation, zoneOf } from "../account.ts";
import { submitChange, wireChange } from "../changes.ts";
import { refusals } from "../errors.ts";
import { compareNames, fullName } from "../names.ts";
import { RECORD_TYPES, type RecordSet } from "../rows.ts";
import { xmlAnswer } from "../xml.ts";
import { applyBatch } from "./apply-batch.ts";
import { compareText, recordSetsOf, wireRecordSet } from "./record-set.ts";

/** Most record sets on a page. */
const MAX_ITEMS = 300;
/** https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/DNSLimitations.html#limits-api-requests-changeresourcerecordsets */
const MAX_RECORDS = 1000;

const wholeNumber = (max: number) => z.coerce.number().int().min(0).max(max);

const RecordSetBody = z.object({
  Name: z.string().min(1).max(1024).transform(fullName),
  Type: z.enum(RECORD_TYPES),
  SetIdentifier: z.string().min(1).max(128).optional(),
  Weight: wholeNumber(255).optional(),
  GeoLocation: z.strictObject({ CountryCode: z.string().regex(/^(\*|[A-Z]{2})$/) }).optional(),
  TTL: wholeNumber(2_147_483_647),
  ResourceRecords: z.object({
    ResourceRecord: z.array(z.object({ Value: z.string().min(1).max(4000) })).min(1),
  }),
});

const ChangesBody = z.object({
  ChangeBatch: z.object({
    Comment: z.string().max(256).optional(),
    Changes: z.object({
      Change: z
        .array(z.object({ Action: z.enum(["CREATE", "DELETE", "UPSERT"]), ResourceRecordSet: RecordSetBody }))
        .min(1),
    }),
  }),
});

// https://docs.aws.amazon.com/Route53/latest/APIReference/API_ChangeResourceRecordSets.html
const changeRecordSets = (route: string) =>
  operation(route, ChangesBody, (call) => {
    const { account, body } = call;
    const zone = zoneOf(call);
    const { Changes, Comment } = body.ChangeBatch;
    const changes = Changes.Change.map(({ Action, ResourceRecordSet: set }) => ({
      action: Action,
      fields: {
        name: set.Name,
        type: set.Type,
        setIdentifier: set.SetIdentifier,
        weight: set.Weight,
        country: set.GeoLocation?.CountryCode,
        ttl: set.TTL,
        values: set.ResourceRecords.ResourceRecord.map(({ Value }) => Value),
      },
    }));
    const records = changes.reduce((sum, { fields }) => sum + fields.values.length, 0);
    if (records > MAX_RECORDS) throw refusals.batchInvalid([`Number of records limit of ${MAX_RECORDS} exceeded.`]);
    applyBatch(account, zone, changes);
    return xmlAnswer(200, "ChangeResourceRecordSetsResponse", {
      ChangeInfo: wireChange(submitChange(account, Comment), "PENDING"),
    });
  });

// https://docs.aws.amazon.com/Route53/latest/APIReference/API_ListResourceRecordSets.html
const listRecordSets = operation("GET /hostedzone/{id}/rrset", (call) => {
  const { account, query } = call;
  const sets = recordSetsOf(account, zoneOf(call)).filter((set) => comesAfter(set, query));
  const maxItems = maxItemsOf(query);
  const next = sets[maxItems];
  return xmlAnswer(200, "ListResourceRecordSetsResponse", {
    ResourceRecordSets: { ResourceRecordSet: sets.slice(0, maxItems).map(wireRecordSet) },
    IsTruncated: next !== undefined,
    ...(next && { NextRecordName: next.name, NextRecordType: next.type }),
    ...(next?.setIdentifier !== undefined && { NextRecordIdentifier: next.setIdentifier }),
    MaxItems: maxItems,
  });
});

/** The documentation has a slash at the end of the route that changes, some of the vendor's clients leave it out. */
export const recordSetOperations = [
  changeRecordSets("POST /hostedzone/{id}/rrset/"),
  changeRecordSets("POST /hostedzone/{id}/rrset"),
  listRecordSets,
];

/** Whether a record set is at or behind the place where the list is to begin. */
function comesAfter(set: RecordSet, query: URLSearchParams): boolean {
  const [name, type, identifier] = [query.get("name"), query.get("type"), query.get("identifier")];
  if (name === null) {
    if (type !== null) throw refusals.inputInvalid("The input is not valid: StartRecordType without StartRecordName");
    return true;
  }
  const byName = compareNames(set.name, fullName(name));
  if (byName !== 0 || type === null) return byName >= 0;
  const byType = compareText(set.type, type);
  if (byType !== 0 || identifier === null) return byType >= 0;
  return compareText(set.setIdentifier ?? "", identifier) >= 0;
}

function maxItemsOf(query: URLSearchParams): number {
  const asked = Number(query.get("maxitems") ?? MAX_ITEMS);
  if (!Number.isInteger(asked) || asked < 1) throw refusals.inputInvalid("MaxItems must be a positive number");
  return Math.min(asked, MAX_ITEMS);
}
