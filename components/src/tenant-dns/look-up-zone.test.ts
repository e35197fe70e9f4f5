import { expect, test } from "@jest/globals";
import type { DnsProvider } from "./dns-provider.ts";
import { lookUpZone } from "./look-up-zone.ts";

/** A provider that has one zone. */
const provider: DnsProvider = {
  maxCommentLength: 100,
  canProxy: false,
  async lookUpZone(zone) {
    if (zone === "example.com") return "z1";
    throw new Error("found 0 zones");
  },
  makeRecord() {
    throw new Error("no record is made here");
  },
};

test("a zone is found by its name", async () => {
  expect(await lookUpZone(provider, "example.com", {})).toBe("z1");
});

test("a name in another zone is told from a zone, with that zone's id", async () => {
  await expect(lookUpZone(provider, "eu.tenants.example.com", {})).rejects.toThrow(
    "eu.tenants.example.com is no zone, but a name in the zone example.com: set zoneId (FREEHOLD_ZONE_ID) to z1",
  );
});

test("a zone that the credential does not see is named with what to do", async () => {
  await expect(lookUpZone(provider, "elsewhere.test", {})).rejects.toThrow(
    "zone elsewhere.test was not found: found 0 zones; name a zone that the credential may read, or set zoneId to its id",
  );
});
