import { LOCATIONS, PRICES, SERVER_TYPES, type ServerType } from "./catalogue.ts";
import { notFound } from "./errors.ts";
import { listAnswer } from "./lists.ts";
import { operation } from "./project.ts";

/** Traffic that a server has free per month, in bytes: 20 TB in Europe, 1 TB elsewhere. */
const TB = 1024 ** 4;

/** Hours that a month is charged at most, so that the hourly price times these is the monthly price. */
const BILLED_HOURS_PER_MONTH = 624;

/** The type with the id or the name. */
export function findServerType(reference: number | string): ServerType | undefined {
  return SERVER_TYPES.find((type) => String(type.id) === String(reference) || type.name === reference);
}

/** Whether the type is no longer sold; it is then neither listed nor ordered. */
export function isRetired(type: ServerType, nowMs: number): boolean {
  return type.deprecation !== null && Date.parse(type.deprecation.unavailable_after) <= nowMs;
}

/** Free traffic per month in a location, in bytes. */
export function includedTraffic(location: string): number {
  const zone = LOCATIONS.find(({ name }) => name === location)?.network_zone;
  return zone === "eu-central" ? 20 * TB : TB;
}

/** A server type as the vendor writes it. */
export function wireServerType(type: ServerType) {
  return {
    id: type.id,
    name: type.name,
    description: type.name.toUpperCase(),
    category: type.category,
    cores: type.cores,
    memory: type.memory,
    disk: type.disk,
    deprecated: type.deprecation !== null,
    deprecation: type.deprecation,
    prices: wirePrices(type),
    storage_type: "local",
    cpu_type: type.cpuType,
    architecture: type.architecture,
    locations: type.locations.map((name) => ({
      id: LOCATIONS.find((location) => location.name === name)?.id,
      name,
      deprecation: type.deprecation,
      recommended: type.deprecation === null,
      available: true,
    })),
  };
}

/** The prices of a type, one for each location. */
export function wirePrices(type: ServerType) {
  return type.locations.map((location) => ({
    location,
    price_hourly: wirePrice(Math.ceil((type.monthlyNet / BILLED_HOURS_PER_MONTH) * 10_000) / 10_000),
    price_monthly: wirePrice(type.monthlyNet),
    included_traffic: includedTraffic(location),
    price_per_tb_traffic: wirePrice(PRICES.trafficTb),
  }));
}

/** An amount in EUR, without and with VAT, as decimals in text. */
export function wirePrice(net: number) {
  return { net: net.toFixed(10), gross: (net * (1 + PRICES.vatPercent / 100)).toFixed(16) };
}

// https://docs.hetzner.cloud/reference/cloud#tag/server-types/list_server_types
const listServerTypes = operation("GET /server_types", ({ account: project, query }) => {
  const sold = SERVER_TYPES.filter((type) => !isRetired(type, project.services.clock.now()));
  return listAnswer(query, sold, { collection: "server_types", filters: ["name"], wire: wireServerType });
});

// https://docs.hetzner.cloud/reference/cloud#tag/server-types/get_server_type
const getServerType = operation("GET /server_types/{id}", ({ id }) => {
  const type = SERVER_TYPES.find((candidate) => String(candidate.id) === id);
  if (type === undefined) throw notFound("server type", id);
  return { status: 200, body: { server_type: wireServerType(type) } };
});

export const serverTypeOperations = [listServerTypes, getServerType];
