import { z } from "zod";
import { randomAlphanumeric } from "../kernel/random.ts";
import { type Account, operation, type Route53Call, zoneOf } from "./account.ts";
import { submitChange, wireChange } from "./changes.ts";
import { refusals } from "./errors.ts";
import { compareNames, fullName } from "./names.ts";
import { recordSetsOf } from "./record-sets/record-set.ts";
import type { Zone } from "./rows.ts";
import { xmlAnswer } from "./xml.ts";

const NAME_SERVERS = ["ns-1.awsdns-01.com", "ns-514.awsdns-00.net", "ns-1027.awsdns-00.org", "ns-1538.awsdns-00.co.uk"];
const MAX_ITEMS = 100;
const ZONE_NAME = /^([a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?\.)+$/;

/** Puts a zone into the account, with the records that every zone has. */
export function addZone(account: Account, name: string, options: Pick<Zone, "callerReference" | "comment">): Zone {
  const zone = account.zones.insert({
    id: `Z${randomAlphanumeric(19).toUpperCase()}`,
    name: fullName(name),
    ...options,
  });
  const own = { zoneId: zone.id, name: zone.name, setIdentifier: undefined, weight: undefined, country: undefined };
  const soa = `${NAME_SERVERS[0]}. awsdns-hostmaster.amazon.com. 1 7200 900 1209600 86400`;
  const nameServers = NAME_SERVERS.map((server) => `${server}.`);
  account.recordSets.insert({ ...own, id: `${zone.id} NS`, type: "NS", ttl: 172_800, values: nameServers });
  account.recordSets.insert({ ...own, id: `${zone.id} SOA`, type: "SOA", ttl: 900, values: [soa] });
  return zone;
}

// https://docs.aws.amazon.com/Route53/latest/APIReference/API_ListHostedZones.html
const listZones = operation("GET /hostedzone", ({ account, query }) => {
  const maxItems = maxItemsOf(query);
  const all = account.zones.all();
  const from = query.has("marker")
    ? Math.max(
        0,
        all.findIndex(({ id }) => id === query.get("marker")),
      )
    : 0;
  const next = all[from + maxItems];
  return xmlAnswer(200, "ListHostedZonesResponse", {
    HostedZones: { HostedZone: all.slice(from, from + maxItems).map((zone) => wireZone(account, zone)) },
    ...(query.has("marker") && { Marker: query.get("marker") }),
    IsTruncated: next !== undefined,
    ...(next && { NextMarker: next.id }),
    MaxItems: maxItems,
  });
});

// https://docs.aws.amazon.com/Route53/latest/APIReference/API_ListHostedZonesByName.html
const listZonesByName = operation("GET /hostedzonesbyname", ({ account, query }) => {
  const maxItems = maxItemsOf(query);
  const start = query.get("dnsname");
  const all = account.zones
    .all()
    .sort((a, b) => compareNames(a.name, b.name))
    .filter(({ name }) => start === null || compareNames(name, fullName(start)) >= 0);
  const next = all[maxItems];
  return xmlAnswer(200, "ListHostedZonesByNameResponse", {
    HostedZones: { HostedZone: all.slice(0, maxItems).map((zone) => wireZone(account, zone)) },
    ...(start !== null && { DNSName: fullName(start) }),
    IsTruncated: next !== undefined,
    ...(next && { NextDNSName: next.name, NextHostedZoneId: next.id }),
    MaxItems: maxItems,
  });
});

const CreateBody = z.object({
  Name: z.string(),
  CallerReference: z.string(),
  HostedZoneConfig: z.object({ Comment: z.string().optional() }).optional(),
});

// https://docs.aws.amazon.com/Route53/latest/APIReference/API_CreateHostedZone.html
const createZone = operation("POST /hostedzone", CreateBody, ({ account, body }) => {
  const name = fullName(body.Name);
  if (!ZONE_NAME.test(name)) throw refusals.domainInvalid(body.Name);
  const comment = body.HostedZoneConfig?.Comment ?? "";
  const zone = addZone(account, name, { callerReference: body.CallerReference, comment });
  const content = { ...shown(account, zone), ChangeInfo: wireChange(submitChange(account), "PENDING") };
  return xmlAnswer(201, "CreateHostedZoneResponse", content, {
    Location: `https://route53.amazonaws.com/2013-04-01/hostedzone/${zone.id}`,
  });
});

// https://docs.aws.amazon.com/Route53/latest/APIReference/API_GetHostedZone.html
const getZone = operation("GET /hostedzone/{id}", (call) =>
  xmlAnswer(200, "GetHostedZoneResponse", shown(call.account, zoneOf(call))),
);

// https://docs.aws.amazon.com/Route53/latest/APIReference/API_DeleteHostedZone.html
const deleteZone = operation("DELETE /hostedzone/{id}", (call: Route53Call) => {
  const { account } = call;
  const zone = zoneOf(call);
  const sets = recordSetsOf(account, zone);
  if (sets.some(({ name, type }) => name !== zone.name || !["NS", "SOA"].includes(type))) throw refusals.zoneNotEmpty();
  for (const set of sets) account.recordSets.delete(set);
  account.zones.delete(zone);
  return xmlAnswer(200, "DeleteHostedZoneResponse", { ChangeInfo: wireChange(submitChange(account), "PENDING") });
});

export const zoneOperations = [listZones, listZonesByName, createZone, getZone, deleteZone];

function shown(account: Account, zone: Zone): object {
  return {
    HostedZone: wireZone(account, zone),
    DelegationSet: { NameServers: { NameServer: NAME_SERVERS } },
  };
}

function wireZone(account: Account, zone: Zone): object {
  return {
    Id: `/hostedzone/${zone.id}`,
    Name: zone.name,
    CallerReference: zone.callerReference,
    Config: { ...(zone.comment !== "" && { Comment: zone.comment }), PrivateZone: false },
    ResourceRecordSetCount: recordSetsOf(account, zone).length,
  };
}

function maxItemsOf(query: URLSearchParams): number {
  const asked = Number(query.get("maxitems") ?? MAX_ITEMS);
  if (!Number.isInteger(asked) || asked < 1) throw refusals.inputInvalid("MaxItems must be a positive number");
  return Math.min(asked, MAX_ITEMS);
}
