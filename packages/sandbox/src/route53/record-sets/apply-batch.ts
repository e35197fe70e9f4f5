import type { Account } from "../account.ts";
import { refusals } from "../errors.ts";
import { isWithin } from "../names.ts";
import type { RecordSet, Zone } from "../rows.ts";
import { type RecordSetFields, recordSetsOf, valueProblem } from "./record-set.ts";

export interface RequestedChange {
  action: "CREATE" | "DELETE" | "UPSERT";
  fields: RecordSetFields;
}

/**
 * Makes all changes or none.
 *
 * @throws Route53Error `InvalidChangeBatch` with a message for each change that cannot be made
 */
export function applyBatch(account: Account, zone: Zone, changes: readonly RequestedChange[]): void {
  const before = account.recordSets.all().map((set) => ({ ...set }));
  const problems = changes.flatMap((change) => apply(account, zone, change) ?? []);
  if (problems.length === 0) return;
  account.recordSets.clear();
  for (const set of before) account.recordSets.insert(set);
  throw refusals.batchInvalid(problems);
}

/** Makes one change, or says what is wrong with it. */
function apply(account: Account, zone: Zone, { action, fields }: RequestedChange): string | undefined {
  const problem = fieldProblem(zone, fields);
  if (problem !== undefined) return problem;
  const sets = recordSetsOf(account, zone);
  const existing = sets.find((set) => isSame(set, fields));
  if (action === "DELETE") return remove(account, existing, fields);
  if (action === "CREATE" && existing)
    return `Tried to create resource record set ${describe(fields)} but it already exists`;
  const conflict = conflictWith(zone, sets, fields);
  if (conflict !== undefined) return conflict;
  if (existing) Object.assign(existing, fields);
  else {
    const id = [zone.id, fields.name, fields.type, fields.setIdentifier].join(" ");
    account.recordSets.insert({ ...fields, id, zoneId: zone.id });
  }
  return undefined;
}

function remove(account: Account, existing: RecordSet | undefined, fields: RecordSetFields): string | undefined {
  const tried = `Tried to delete resource record set ${describe(fields)}`;
  if (!existing) return `${tried} but it was not found`;
  const same =
    existing.ttl === fields.ttl &&
    existing.weight === fields.weight &&
    existing.country === fields.country &&
    [...existing.values].sort().join("\n") === [...fields.values].sort().join("\n");
  if (!same) return `${tried} but the values provided do not match the current values`;
  account.recordSets.delete(existing);
  return undefined;
}

function fieldProblem(zone: Zone, fields: RecordSetFields): string | undefined {
  const { name, type, values, setIdentifier, weight, country } = fields;
  if (!isWithin(name, zone.name)) return `RRSet with DNS name ${name} is not permitted in zone ${zone.name}`;
  if (type === "CNAME" && name === zone.name)
    return `RRSet of type CNAME with DNS name ${name} is not permitted at apex in zone ${zone.name}`;
  const policies = [weight, country].filter((policy) => policy !== undefined);
  if (policies.length !== (setIdentifier === undefined ? 0 : 1))
    return `Invalid request: Expected exactly one of [Weight, Region, Failover, GeoLocation, MultiValueAnswer] with SetIdentifier, in Change with ${describe({ name, type, setIdentifier })}`;
  const problem = values.map((value) => valueProblem(type, value)).find((found) => found !== undefined);
  return problem === undefined ? undefined : `Invalid Resource Record: '${problem}'`;
}

/** Names of one kind cannot stand beside those of another. */
function conflictWith(zone: Zone, sets: readonly RecordSet[], fields: RecordSetFields): string | undefined {
  const { name, type, setIdentifier, ttl } = fields;
  const sameName = sets.filter((set) => set.name === name);
  const cname = sameName.find((set) => set.type === "CNAME");
  if (cname && type !== "CNAME")
    return `RRSet of type ${type} with DNS name ${name} is not permitted because a conflicting RRSet of type CNAME with the same DNS name already exists in zone ${zone.name}`;
  if (type === "CNAME" && sameName.some((set) => set.type !== "CNAME"))
    return `RRSet of type CNAME with DNS name ${name} is not permitted as it conflicts with other records with the same DNS name in zone ${zone.name}`;
  const others = sameName.filter((set) => set.type === type && set.setIdentifier !== setIdentifier);
  if (setIdentifier === undefined)
    return others.length === 0
      ? undefined
      : `RRSet with DNS name ${name}, type ${type} cannot be created as other RRSets exist with the same name and type`;
  const kind = fields.weight === undefined ? "geolocation" : "weighted";
  const refused = `RRSet with DNS name ${name}, type ${type}, SetIdentifier ${setIdentifier} cannot be created as`;
  if (
    others.some(
      (set) => (set.weight === undefined) !== (fields.weight === undefined) || set.setIdentifier === undefined,
    )
  )
    return `${refused} a non-${kind} set exists with the same name and type`;
  if (kind === "weighted" && others.some((set) => set.ttl !== ttl))
    return `${refused} weighted sets must contain the same TTL`;
  return others.some((set) => set.country !== undefined && set.country === fields.country)
    ? `${refused} a set for the same geolocation exists with the same name and type`
    : undefined;
}

function isSame(set: RecordSet, { name, type, setIdentifier }: RecordSetFields): boolean {
  return set.name === name && set.type === type && set.setIdentifier === setIdentifier;
}

function describe({ name, type, setIdentifier }: Pick<RecordSetFields, "name" | "type" | "setIdentifier">): string {
  const identifier = setIdentifier === undefined ? "" : `, set-identifier='${setIdentifier}'`;
  return `[name='${name}', type='${type}'${identifier}]`;
}
