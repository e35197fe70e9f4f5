import { expect, test } from "@jest/globals";
import { imageForMachine } from "../../app/accounts/golden-image.ts";
import { claimGoldenImage, endGoldenImageClaim, findGoldenImage } from "../../db/golden-images.ts";
import { makeWorld } from "../../testing/world.ts";

const TIMES = { leaseMs: 60_000, retryMs: 60_000 };

test("one worker makes an account's image; a new version is another image, a failure waits before the next attempt", async () => {
  const world = await makeWorld();
  try {
    const { body } = await world.signUp("acme");
    await world.ended(body.operation.id);
    const em = world.service.db.em();
    const [account] = await em.execute<{ id: string }[]>("select id from cloud_accounts");
    const accountId = account?.id ?? "";
    const request = { accountId, version: "v1", template: "supabase", region: "fsn1" } as const;

    expect(await claimGoldenImage(em, request, "one", TIMES)).toBe(true);
    expect(await claimGoldenImage(em, request, "two", TIMES)).toBe(false);
    expect(await endGoldenImageClaim(em, accountId, "two", { imageId: "9", failure: null })).toBe(false);
    expect(await endGoldenImageClaim(em, accountId, "one", { imageId: "7", failure: null })).toBe(true);
    expect(await claimGoldenImage(em, request, "two", TIMES)).toBe(false);
    expect(await findGoldenImage(em, accountId)).toMatchObject({ version: "v1", imageId: "7", leaseOwner: null });

    const next = { ...request, version: "v2" };
    expect(await claimGoldenImage(em, next, "two", TIMES)).toBe(true);
    expect(await findGoldenImage(em, accountId)).toMatchObject({ version: "v2", imageId: null });
    await endGoldenImageClaim(em, accountId, "two", { imageId: null, failure: "the cloud said no" });
    expect(await claimGoldenImage(em, next, "one", TIMES)).toBe(false);
    expect(await claimGoldenImage(em, next, "one", { ...TIMES, retryMs: 0 })).toBe(true);
  } finally {
    await world.close();
  }
});

test("a machine is provisioned from its account's image, at DigitalOcean only in the region of the image", () => {
  const image = {
    accountId: "a",
    version: "v1",
    template: "supabase" as const,
    region: "fra1",
    imageId: "7",
    failure: null,
    attemptedAt: new Date(0),
    leaseOwner: null,
    leaseUntil: null,
  };

  expect(imageForMachine(image, "hetzner", "hel1")).toBe("7");
  expect(imageForMachine(image, "digitalocean", "fra1")).toBe("7");
  expect(imageForMachine(image, "digitalocean", "nyc3")).toBeUndefined();
  expect(imageForMachine({ ...image, imageId: null }, "hetzner", "hel1")).toBeUndefined();
  expect(imageForMachine(null, "hetzner", "hel1")).toBeUndefined();
});
