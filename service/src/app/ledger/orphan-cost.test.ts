import type { ObservedItem } from "@freehold/clouds";
import { kindOfItem } from "@freehold/model";
import { expect, test } from "@jest/globals";
import { orphanCost } from "./orphan-cost.ts";

function item(cloud: string, type: string, facts: ObservedItem["facts"] = {}): ObservedItem {
  return { ...kindOfItem({ cloud, type }).item, id: "1", name: "n", facts };
}

test("a machine costs what the catalogue says, an hour and a month", () => {
  const cost = orphanCost(item("hetzner", "server", { machineType: "cx23" }));

  expect(cost?.perMonth).toMatchObject({ currency: "EUR" });
  expect(cost?.perMonth.amount).toBeGreaterThan(1);
  expect(cost?.perHour.amount).toBeLessThan((cost?.perMonth.amount ?? 0) / 100);
});

test("a volume costs by its size, a key nothing, and what has no price is reported as unknown", () => {
  const [small, large] = [10, 100].map(
    (sizeGib) => orphanCost(item("hetzner", "volume", { sizeGib }))?.perMonth.amount,
  );

  expect(large).toBeCloseTo((small ?? 0) * 10, 1);
  expect(orphanCost(item("hetzner", "ssh_key"))?.perMonth.amount).toBe(0);
  expect(orphanCost(item("hetzner", "server", { machineType: "unheard-of" }))).toBeNull();
  expect(orphanCost(item("proxmox", "qemu"))).toBeNull();
  expect(orphanCost(item("hetzner", "primary_ip"))?.perMonth.amount).toBeGreaterThan(0);
  expect(orphanCost(item("hetzner", "floating_ip"))).toBeNull();
  expect(orphanCost(item("digitalocean", "snapshot"))).toBeNull();
});
