import {
  type CheckFailure,
  defineResource,
  type InputsOf,
  ProviderError,
  type Shown,
  type StateOf,
} from "@freehold/provider-kit";
import type { RecordArgs, Record as RecordResource } from "@pulumi/aws/route53/record.js";
import { type Route53Client, Route53Error } from "./client.ts";
import { plainName, type WireRecordSet } from "./wire.ts";

type Inputs = InputsOf<RecordArgs>;
type State = StateOf<RecordResource>;

const NOT_BUILT = [
  "aliases",
  "cidrRoutingPolicy",
  "failoverRoutingPolicies",
  "geoproximityRoutingPolicy",
  "healthCheckId",
  "latencyRoutingPolicies",
  "multivalueAnswerRoutingPolicy",
] as const;

/** `RRType` of the vendor's SDK, by which internal/service/route53/record.go of hashicorp/terraform-provider-aws checks. */
const RECORD_TYPES = ["SOA", "A", "TXT", "NS", "CNAME", "MX", "NAPTR", "PTR", "SRV", "SPF", "AAAA", "CAA", "DS"].concat(
  ["TLSA", "SSHFP", "SVCB", "HTTPS"],
);

/** `aws.route53.Record`. https://docs.aws.amazon.com/Route53/latest/APIReference/API_ChangeResourceRecordSets.html */
export const route53Record = defineResource<Route53Client, Inputs, State>({
  schema: {
    inputs: {
      zoneId: { kind: "string", required: true, replaces: true, notEmpty: true },
      name: { kind: "string", required: true, replaces: true },
      type: { kind: "string", required: true, replaces: true, oneOf: RECORD_TYPES },
      setIdentifier: { kind: "string", replaces: true },
      ttl: { kind: "number" },
      records: { kind: "list", unordered: true },
      weightedRoutingPolicies: { kind: "list" },
      allowOverwrite: { kind: "boolean", computed: true },
      aliases: { kind: "list" },
      cidrRoutingPolicy: { kind: "object" },
      failoverRoutingPolicies: { kind: "list" },
      geolocationRoutingPolicies: { kind: "list" },
      geoproximityRoutingPolicy: { kind: "object" },
      healthCheckId: { kind: "string" },
      latencyRoutingPolicies: { kind: "list" },
      multivalueAnswerRoutingPolicy: { kind: "boolean" },
    },
    outputs: { fqdn: {} },
  },

  check: checkRecord,

  async create({ client, inputs, signal, recordId }) {
    const shown = shownRecord(recordSetOf(inputs), inputs);
    const action = inputs.allowOverwrite === true ? "UPSERT" : "CREATE";
    await client.change(inputs.zoneId, action, recordSetOf(inputs), signal);
    recordId(idOf(inputs), shown);
    return { id: idOf(inputs), shown };
  },

  // An import names `<zone id>_<name>_<type>`, with `_<identifier>` where there is one.
  async read({ client, id, inputs, state, signal }) {
    const known = inputs.zoneId === undefined ? importedInputs(id) : { ...state, ...inputs };
    const { zoneId, name = "", type = "", setIdentifier } = known;
    try {
      const found = await client.recordSet(zoneId ?? "", { name: plainName(name), type, setIdentifier }, signal);
      return found && { id, shown: shownRecord(found, { ...known, zoneId: zoneId ?? "", name, type }) };
    } catch (error) {
      if (isGone(error)) return undefined;
      throw error;
    }
  },

  async update({ client, inputs, signal }) {
    await client.change(inputs.zoneId, "UPSERT", recordSetOf(inputs), signal);
    return shownRecord(recordSetOf(inputs), inputs);
  },

  // Route 53 deletes only what is named with all its values, so what it has now is asked first.
  async delete({ client, state, signal }) {
    const { zoneId, name, type, setIdentifier } = state;
    try {
      const found = await client.recordSet(zoneId, { name: plainName(name), type, setIdentifier }, signal);
      if (found !== undefined) await client.change(zoneId, "DELETE", found, signal);
    } catch (error) {
      if (!isGone(error)) throw error;
    }
  },
});

function idOf({ zoneId, name, type, setIdentifier }: Inputs): string {
  return [zoneId, plainName(name), type, ...(setIdentifier === undefined ? [] : [setIdentifier])].join("_");
}

function importedInputs(id: string): Partial<Inputs> {
  const [, zoneId, name, type, setIdentifier] = /^([^_]+)_(.+?)_([A-Z]+)(?:_(.+))?$/.exec(id) ?? [];
  if (zoneId === undefined || name === undefined || type === undefined)
    throw new ProviderError(`to import a Record name "<zone id>_<name>_<type>", got "${id}"`);
  return { zoneId, name, type, ...(setIdentifier === undefined ? {} : { setIdentifier }) };
}

function recordSetOf(inputs: Inputs): WireRecordSet {
  const { name, type, setIdentifier, ttl, records = [] } = inputs;
  const weight = inputs.weightedRoutingPolicies?.[0]?.weight;
  const country = inputs.geolocationRoutingPolicies?.[0]?.country;
  // The order of the elements is the vendor's.
  return {
    Name: name,
    Type: type,
    ...(setIdentifier === undefined ? {} : { SetIdentifier: setIdentifier }),
    ...(weight === undefined ? {} : { Weight: String(weight) }),
    ...(country === undefined ? {} : { GeoLocation: { CountryCode: country } }),
    TTL: String(ttl ?? 0),
    ResourceRecords: { ResourceRecord: records.map((Value) => ({ Value })) },
  };
}

function shownRecord(
  set: WireRecordSet,
  written: Partial<Inputs> & Pick<Inputs, "zoneId" | "name">,
): Shown<Inputs, State> {
  return {
    zoneId: written.zoneId,
    name: plainName(written.name) === plainName(set.Name) ? written.name : plainName(set.Name),
    fqdn: plainName(set.Name),
    type: set.Type,
    ttl: Number(set.TTL ?? 0),
    records: set.ResourceRecords?.ResourceRecord.map(({ Value }) => Value) ?? [],
    allowOverwrite: written.allowOverwrite ?? false,
    ...(set.SetIdentifier === undefined ? {} : { setIdentifier: set.SetIdentifier }),
    ...(set.Weight === undefined ? {} : { weightedRoutingPolicies: [{ weight: Number(set.Weight) }] }),
    ...(set.GeoLocation === undefined
      ? {}
      : { geolocationRoutingPolicies: [{ country: set.GeoLocation.CountryCode }] }),
  };
}

function checkRecord(inputs: Partial<Inputs>): CheckFailure[] {
  const failures: CheckFailure[] = NOT_BUILT.filter((property) => inputs[property] !== undefined).map((property) => ({
    property,
    reason: "is not built in the stand-in for the sandbox",
  }));
  const [place] = inputs.geolocationRoutingPolicies ?? [];
  if (
    place !== undefined &&
    (place.country === undefined || place.continent !== undefined || place.subdivision !== undefined)
  )
    failures.push({ property: "geolocationRoutingPolicies", reason: "must name a country only in the stand-in" });
  const policies = [inputs.weightedRoutingPolicies, inputs.geolocationRoutingPolicies].filter(
    (each) => each !== undefined,
  );
  if (policies.length > 0 && inputs.setIdentifier === undefined)
    failures.push({ property: "setIdentifier", reason: "is required with a routing policy and was not given" });
  if (policies.length > 1)
    failures.push({
      property: "weightedRoutingPolicies",
      reason: "and geolocationRoutingPolicies cannot both be given",
    });
  if ((inputs.weightedRoutingPolicies?.length ?? 0) > 1 || (inputs.geolocationRoutingPolicies?.length ?? 0) > 1)
    failures.push({ property: "weightedRoutingPolicies", reason: "there can be one routing policy" });
  return failures;
}

/** The zone went, and its records with it. */
function isGone(error: unknown): boolean {
  return error instanceof Route53Error && error.code === "NoSuchHostedZone";
}
