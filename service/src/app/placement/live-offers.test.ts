import { findPlace, type LiveOffer } from "@freehold/catalogue";
import { afterAll, beforeAll, beforeEach, expect, test } from "@jest/globals";
import { type Database, openDatabase } from "../../db/kernel/database.ts";
import { fakeClouds } from "../../testing/fake-clouds.ts";
import { fakeProbe } from "../../testing/fake-probe.ts";
import { inMemory } from "../../testing/warm-cluster.ts";
import type { CloudTarget } from "../accounts/clouds-port.ts";
import type { CloudProbe } from "./cloud-probe-port.ts";
import { createLiveOffers, type LiveOffers } from "./live-offers.ts";

const MAX_AGE_MS = 600_000;
const clouds = fakeClouds();
const target = (cloud: "hetzner" | "proxmox"): CloudTarget => {
  const [account] = clouds.accounts(cloud);
  if (account === undefined) throw new Error(`the fake has no account at ${cloud}`);
  return clouds.target(account);
};

/** A cloud that sells one machine type in one place. */
const ONE_TYPE: LiveOffer = {
  regions: [{ name: "fsn1", available: true }],
  machineTypes: [{ name: "cx23", places: [{ region: "fsn1", available: true, perHour: 0.02, perMonth: 12 }] }],
};

let db: Database;
let now: number;
let asked: number;
let answer: () => Promise<LiveOffer>;
let failures: unknown[];
beforeAll(async () => {
  db = await openDatabase(await inMemory());
});
beforeEach(async () => {
  await db.em().execute("delete from cloud_offers");
  now = Date.parse("2026-10-01T12:00:00Z");
  asked = 0;
  answer = async () => ONE_TYPE;
  failures = [];
});
afterAll(() => db.close());

function open(): LiveOffers {
  const readOffer: CloudProbe["readOffer"] = () => {
    asked += 1;
    return answer();
  };
  const probe = fakeProbe({ readOffer });
  const onFailure = (_cloud: string, error: unknown): void => void failures.push(error);
  return createLiveOffers({ db, probe, kind: "sandbox", now: () => new Date(now), maxAgeMs: MAX_AGE_MS, onFailure });
}

const away = (): Promise<never> => Promise.reject(new Error("away"));

test("what the cloud says is taken, remembered, and asked for again when it is too old", async () => {
  const offers = open();

  const first = await offers.of(target("hetzner"), "fsn1", "wait");
  now += MAX_AGE_MS - 1;
  const second = await offers.of(target("hetzner"), "fsn1", "wait");
  const askedWhileFresh = asked;
  now += 1;
  const third = await offers.of(target("hetzner"), "fsn1", "wait");

  expect(findPlace(first.offer, "fsn1", "cx23")?.price.perMonth).toEqual({ amount: 12, currency: "EUR" });
  expect([first.source, second.source, third.source]).toEqual(["live", "live", "live"]);
  expect(second.asOf).toEqual(first.asOf);
  expect(third.asOf).toEqual(new Date(now));
  expect([askedWhileFresh, asked]).toEqual([1, 2]);
});

test("while the cloud is away, what it said last is reported as cached, and it is not asked again and again", async () => {
  const offers = open();
  const { asOf } = await offers.of(target("hetzner"), "fsn1", "wait");
  answer = away;
  now += MAX_AGE_MS;

  const known = await offers.of(target("hetzner"), "fsn1", "wait");
  now += 29_999;
  await offers.of(target("hetzner"), "fsn1", "wait");
  const askedWhileAway = asked;
  now += 1;
  answer = async () => ONE_TYPE;
  const again = await offers.of(target("hetzner"), "fsn1", "wait");

  expect(known).toMatchObject({ source: "cached", asOf });
  expect(failures).toEqual([new Error("away")]);
  expect(askedWhileAway).toBe(2);
  expect(again).toMatchObject({ source: "live", asOf: new Date(now) });
});

test("a cloud that never answered is described from the catalogue", async () => {
  answer = away;

  const known = await open().of(target("hetzner"), "fsn1", "wait");

  expect(known.source).toBe("catalogue");
  expect(known.asOf.toISOString()).toMatch(/^2026-/);
  expect(findPlace(known.offer, "fsn1", "cx23")?.price.perMonth.amount).toBe(5.49);
});

test("another process and the next start know what the cloud said", async () => {
  await open().of(target("hetzner"), "fsn1", "wait");
  answer = away;

  const known = await open().of(target("hetzner"), "fsn1", "wait");

  expect(known.source).toBe("live");
  expect(asked).toBe(1);
});

test("whoever does not wait gets what is known, and the cloud is asked meanwhile, once", async () => {
  const offers = open();
  const held = Promise.withResolvers<LiveOffer>();
  answer = () => held.promise;

  const first = await offers.of(target("hetzner"), "fsn1", "known");
  const second = await offers.of(target("hetzner"), "fsn1", "known");
  held.resolve(ONE_TYPE);
  await offers.close();
  const third = await offers.of(target("hetzner"), "fsn1", "known");

  expect([first.source, second.source, third.source]).toEqual(["catalogue", "catalogue", "live"]);
  expect(asked).toBe(1);
});

test("every cluster of the operator's own has an offer of its own", async () => {
  const offers = open();
  const one = target("proxmox");

  await offers.of(one, "pve", "wait");
  await offers.of({ ...one, accountId: "another" }, "pve", "wait");

  expect(asked).toBe(2);
});
