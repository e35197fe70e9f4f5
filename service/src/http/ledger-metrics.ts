import { Gauge, type Registry } from "prom-client";
import type { AppContext } from "../app/context.ts";
import { readLedger } from "../app/ledger/read-ledger.ts";

/** What of the fleet is not as it should be, counted when somebody asks. */
export function ledgerMetrics(registry: Registry, app: AppContext): void {
  const orphans = new Gauge({
    name: "freehold_orphans",
    help: "Things that carry our labels at the clouds and nobody has",
    registers: [registry],
  });
  const cost = new Gauge({
    name: "freehold_orphans_cost_per_month",
    help: "What they cost a month by the catalogue, by currency",
    labelNames: ["currency"],
    registers: [registry],
  });
  const breaker = new Gauge({
    name: "freehold_ledger_brake",
    help: "1 while nothing is healed or removed by itself because too much looks unhealthy at once",
    registers: [registry],
  });
  const placeBreakers = new Gauge({
    name: "freehold_ledger_place_brakes",
    help: "Accounts and hosts in which nothing is healed or removed by itself, for the same reason",
    registers: [registry],
  });
  new Gauge({
    name: "freehold_tenants_unwell",
    help: "Tenants with a condition of this status",
    labelNames: ["condition"],
    registers: [registry],
    async collect() {
      const ledger = await readLedger(app);
      this.set({ condition: "failing" }, ledger.tenants.failing);
      this.set({ condition: "warning" }, ledger.tenants.warning);
      orphans.set(ledger.orphans.open);
      breaker.set(ledger.brake.on ? 1 : 0);
      placeBreakers.set(ledger.brake.places.length);
      cost.reset();
      for (const { amount, currency } of ledger.orphans.costPerMonth) cost.set({ currency }, amount);
    },
  });
}
