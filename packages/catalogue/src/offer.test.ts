import { expect, test } from "@jest/globals";
import { findPlace, type LiveOffer, offerOf, priceOf } from "./index.ts";

const LIVE: LiveOffer = {
  regions: [
    { name: "fsn1", available: true },
    { name: "nbg1", available: false },
  ],
  machineTypes: [
    {
      name: "cx23",
      places: [
        { region: "fsn1", available: true, perHour: 0.01, perMonth: 6.24 },
        { region: "nbg1", available: true, perHour: 0.01, perMonth: 6.24 },
      ],
    },
    { name: "cx99", places: [{ region: "fsn1", available: true, perHour: 1, perMonth: 624 }] },
  ],
  extras: { ipv4PerMonth: 1.2 },
};

function placeIn(offer: ReturnType<typeof offerOf>, region: string, type: string) {
  const place = findPlace(offer, region, type);
  if (place === undefined) throw new Error(`${type} is not offered in ${region}`);
  return place;
}

test("without the cloud's own word everything in the catalogue is on offer", () => {
  const offer = offerOf("hetzner");

  expect(placeIn(offer, "fsn1", "cx23")).toMatchObject({
    available: true,
    price: { perHour: { amount: 0.0088, currency: "EUR" }, perMonth: { amount: 5.49, currency: "EUR" } },
  });
  expect(findPlace(offer, "ash", "cx23")).toBeUndefined();
});

test("the cloud's own word decides what is sold, what is there and what it costs", () => {
  const offer = offerOf("hetzner", LIVE);

  expect(offer.places.map(({ region, machineType, available }) => [region.name, machineType.name, available])).toEqual([
    ["fsn1", "cx23", true],
    ["nbg1", "cx23", false],
  ]);
  expect(priceOf(offer, placeIn(offer, "fsn1", "cx23"))).toEqual({
    perHour: { amount: 0.01192, currency: "EUR" },
    perMonth: { amount: 7.44, currency: "EUR" },
    contains: [
      { item: "machine", perMonth: { amount: 6.24, currency: "EUR" } },
      { item: "public_ipv4", perMonth: { amount: 1.2, currency: "EUR" } },
    ],
  });
});

test("the price holds backups and a volume, by the hour and by the month", () => {
  const offer = offerOf("digitalocean");

  expect(priceOf(offer, placeIn(offer, "fra1", "s-2vcpu-4gb"), { backups: true, volumeGib: 10 })).toEqual({
    perHour: { amount: 0.04791, currency: "USD" },
    perMonth: { amount: 32.2, currency: "USD" },
    contains: [
      { item: "machine", perMonth: { amount: 24, currency: "USD" } },
      { item: "backups", perMonth: { amount: 7.2, currency: "USD" } },
      { item: "volume", perMonth: { amount: 1, currency: "USD" } },
    ],
  });
});

test("a place of the operator's own is offered by any name until the cluster reports its nodes", () => {
  expect(placeIn(offerOf("proxmox", undefined, "pve7"), "pve7", "vm-2-4").price.perMonth.amount).toBe(0);
  const live = { regions: [{ name: "pve1", available: false }], machineTypes: [] };
  expect(offerOf("proxmox", live, "pve7").places).toEqual([]);
});
