import { FreeholdError } from "@freehold/model";
import { expect, test } from "@jest/globals";
import type { Zone } from "../../app/accounts/clouds-port.ts";
import { fakeClouds } from "../../testing/fake-clouds.ts";
import { fakeProbe } from "../../testing/fake-probe.ts";
import { checkZones } from "./check-zones.ts";

const zone = (name: string): Zone => ({
  ...{ name, provider: "cloudflare", providers: { cloudflare: { apiToken: "t" } } },
  access: { cloud: "cloudflare", token: "t", zone: name },
});

test("a token that lacks something is named with it when the service starts; one that cannot be asked about is not accused", async () => {
  const answers: Record<string, () => Promise<string[]>> = {
    "well.example": async () => [],
    "poor.example": async () => ["DNS:Edit of poor.example"],
    "away.example": async () => {
      throw new FreeholdError("cloud_unreachable", "no answer");
    },
  };
  const said: unknown[] = [];
  const log = { error: (...words: unknown[]) => void said.push(words), warn: () => {} };
  const clouds = { ...fakeClouds(), zones: Object.keys(answers).map(zone) };
  const probe = fakeProbe({ missingZonePermissions: async ({ name }) => (await answers[name]?.()) ?? [] });

  const lacking = await checkZones({ app: { clouds, probe }, log });

  expect(lacking).toEqual([{ zone: "poor.example", lacks: ["DNS:Edit of poor.example"] }]);
  expect(said).toEqual([[lacking[0], expect.stringContaining("docs/accounts.md")]]);
});
