import { LOCATIONS, PRICES, SERVER_TYPES } from "./catalogue.ts";
import { operation } from "./project.ts";
import { isRetired, wirePrice, wirePrices } from "./server-types.ts";

/** Hours of an average month. */
const HOURS_PER_MONTH = 730;

// https://docs.hetzner.cloud/reference/cloud#tag/pricing/get_pricing
const getPricing = operation("GET /pricing", ({ account: project }) => {
  const sold = SERVER_TYPES.filter((type) => !isRetired(type, project.services.clock.now()));
  const pricing = {
    currency: "EUR",
    vat_rate: PRICES.vatPercent.toFixed(6),
    image: { price_per_gb_month: wirePrice(PRICES.imageGbMonth) },
    volume: { price_per_gb_month: wirePrice(PRICES.volumeGbMonth) },
    server_backup: { percentage: PRICES.backupPercentage.toFixed(6) },
    floating_ip: { price_monthly: wirePrice(PRICES.floatingIpMonth) },
    floating_ips: [floatingIpPrices("ipv4", PRICES.floatingIpMonth), floatingIpPrices("ipv6", 0)],
    primary_ips: [primaryIpPrices("ipv4", PRICES.primaryIpv4Month), primaryIpPrices("ipv6", 0)],
    server_types: sold.map((type) => ({ id: type.id, name: type.name, prices: wirePrices(type) })),
    load_balancer_types: [],
  };
  return { status: 200, body: { pricing } };
});

export const pricingOperations = [getPricing];

function floatingIpPrices(type: "ipv4" | "ipv6", monthly: number) {
  return { type, prices: LOCATIONS.map(({ name }) => ({ location: name, price_monthly: wirePrice(monthly) })) };
}

function primaryIpPrices(type: "ipv4" | "ipv6", monthly: number) {
  const prices = LOCATIONS.map(({ name }) => ({
    location: name,
    price_hourly: wirePrice(Math.ceil((monthly / HOURS_PER_MONTH) * 10_000) / 10_000),
    price_monthly: wirePrice(monthly),
  }));
  return { type, prices };
}
