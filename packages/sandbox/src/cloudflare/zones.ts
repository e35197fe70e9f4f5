import { z } from "zod";
import { randomHex } from "../kernel/random.ts";
import { type Account, operation, success, zoneOf } from "./account.ts";
import { refusals } from "./errors.ts";
import { listAnswer } from "./lists.ts";
import type { Zone } from "./rows.ts";

const PAGES = { defaultPerPage: 20, minPerPage: 5, maxPerPage: 50 };
const ZONE_NAME = /^([a-z0-9][-a-z0-9]*\.)+[-a-z0-9]{2,20}$/;

/** Puts a zone into the account. */
export function addZone(account: Account, name: string, status: Zone["status"], type: Zone["type"] = "full"): Zone {
  const now = account.clock.timestamp();
  return account.zones.insert({
    id: randomHex(32),
    name,
    status,
    type,
    paused: false,
    created_on: now,
    modified_on: now,
    activated_on: status === "active" ? now : null,
    vanity_name_servers: [],
  });
}

// https://developers.cloudflare.com/api/resources/zones/methods/list/
const listZones = operation("GET /zones", ({ account, query }) => {
  const zones = account.zones.filter(
    (zone) =>
      matchesName(zone.name, query.get("name")) &&
      (query.get("status") ?? zone.status) === zone.status &&
      (query.get("account.id") ?? account.id) === account.id,
  );
  return listAnswer(query, zones, ["name", "status"], PAGES, (zone) => wireZone(account, zone));
});

// https://developers.cloudflare.com/api/resources/zones/methods/create/
const createZone = operation(
  "POST /zones",
  z.object({
    name: z.string(),
    account: z.object({ id: z.string().optional() }),
    type: z.enum(["full", "partial", "secondary", "internal"]).default("full"),
  }),
  ({ account, body }) => {
    const name = body.name.toLowerCase();
    if (!ZONE_NAME.test(name)) throw refusals.zoneNameInvalid(name);
    if ((body.account.id ?? account.id) !== account.id) throw refusals.foreignAccount();
    // Nobody delegates a name to the sandbox, so the zone waits for its name servers for ever.
    return success(wireZone(account, addZone(account, name, "pending", body.type)));
  },
);

// https://developers.cloudflare.com/api/resources/zones/methods/get/
const getZone = operation("GET /zones/{zone_id}", (call) => success(wireZone(call.account, zoneOf(call))));

// https://developers.cloudflare.com/api/resources/zones/methods/edit/
const editZone = operation(
  "PATCH /zones/{zone_id}",
  z.object({
    paused: z.boolean().optional(),
    type: z.enum(["full", "partial", "secondary", "internal"]).optional(),
    vanity_name_servers: z.array(z.string()).optional(),
  }),
  (call) => {
    const zone = zoneOf(call);
    Object.assign(zone, call.body, { modified_on: call.account.clock.timestamp() });
    return success(wireZone(call.account, zone));
  },
);

// https://developers.cloudflare.com/api/resources/zones/methods/delete/
const deleteZone = operation("DELETE /zones/{zone_id}", (call) => {
  const zone = zoneOf(call);
  for (const record of call.account.records.filter((row) => row.zoneId === zone.id))
    call.account.records.delete(record);
  call.account.zones.delete(zone);
  return success({ id: zone.id });
});

export const zoneOperations = [listZones, createZone, getZone, editZone, deleteZone];

function wireZone(account: Account, zone: Zone) {
  return {
    id: zone.id,
    name: zone.name,
    status: zone.status,
    paused: zone.paused,
    type: zone.type,
    development_mode: 0,
    name_servers: ["ada.ns.cloudflare.com", "bob.ns.cloudflare.com"],
    vanity_name_servers: zone.vanity_name_servers,
    original_name_servers: null,
    original_registrar: null,
    original_dnshost: null,
    created_on: zone.created_on,
    modified_on: zone.modified_on,
    activated_on: zone.activated_on,
    meta: { step: 2, custom_certificate_quota: 0, page_rule_quota: 3, phishing_detected: false },
    owner: { id: null, type: "user", email: null },
    account: { id: account.id, name: "Freehold sandbox" },
    permissions: ["#dns_records:edit", "#dns_records:read", "#zone:edit", "#zone:read"],
    plan: {
      id: "0feeeeeeeeeeeeeeeeeeeeeeeeeeeeee",
      name: "Free Website",
      price: 0,
      currency: "USD",
      frequency: "",
      is_subscribed: false,
      can_subscribe: false,
      legacy_id: "free",
      legacy_discount: false,
      externally_managed: false,
    },
  };
}

/** A name filter, with the vendor's optional operator in front: `contains:example`. */
function matchesName(name: string, filter: string | null): boolean {
  if (filter === null || filter === "") return true;
  const [, operator = "equal", wanted = ""] =
    /^(?:(equal|not_equal|starts_with|ends_with|contains):)?(.*)$/.exec(filter) ?? [];
  const value = wanted.toLowerCase();
  switch (operator) {
    case "not_equal":
      return name !== value;
    case "starts_with":
      return name.startsWith(value);
    case "ends_with":
      return name.endsWith(value);
    case "contains":
      return name.includes(value);
    default:
      return name === value;
  }
}
