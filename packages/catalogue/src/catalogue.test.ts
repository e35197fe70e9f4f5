import type { Cloud } from "@freehold/model";
import { expect, test } from "@jest/globals";
import { costPerMonth, machineTypeFor, regionOf, regionsOf, sizesOf } from "./index.ts";

test("a size is the first machine type of its ladder that the region sells", () => {
  expect(machineTypeFor("hetzner", "fsn1", "small").name).toBe("cx23");
  expect(machineTypeFor("hetzner", "ash", "small").name).toBe("cpx21");
  expect(machineTypeFor("digitalocean", "fra1", "small").name).toBe("s-2vcpu-4gb");
});

test("every region sells every size with at least the memory of the size before it", () => {
  for (const cloud of ["hetzner", "digitalocean"] as const) {
    for (const region of regionsOf(cloud)) {
      const memory = sizesOf(cloud, region.name).map(({ machineType }) => machineType.memoryGib);
      expect([cloud, region.name, memory]).toEqual([cloud, region.name, [4, 8, 16, 32]]);
    }
  }
});

test("an unknown region is refused with the list of those that exist", () => {
  expect(() => regionOf("hetzner", "mars1")).toThrow(
    'region must be one of fsn1, nbg1, hel1, ash, hil, sin at hetzner, got "mars1"',
  );
});

test("a cloud without a catalogue is refused by name", () => {
  expect(() => regionsOf("elsewhere" as Cloud)).toThrow(
    /^this version orders machines from hetzner, digitalocean, .* only, got "elsewhere"$/,
  );
});

test("the price holds the machine, its IPv4 address, backups and the volume", () => {
  expect(costPerMonth("hetzner", "cx23")).toEqual({ amount: 5.99, currency: "EUR" });
  expect(costPerMonth("hetzner", "cx23", { backups: true, volumeGib: 10 })).toEqual({ amount: 7.53, currency: "EUR" });
  expect(costPerMonth("digitalocean", "s-2vcpu-4gb", { backups: true, volumeGib: 10 })).toEqual({
    amount: 32.2,
    currency: "USD",
  });
});
