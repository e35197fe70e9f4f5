import { FreeholdError } from "@freehold/model";
import { expect, test } from "@jest/globals";
import { fakeProbe } from "../../testing/fake-probe.ts";
import { ACME, makeWorld } from "../../testing/world.ts";

test("a zone that is not there as the settings name it ends a create before anything is ordered, and a preview too", async () => {
  const probe = fakeProbe({
    assertZone: async ({ zone }) => {
      throw new FreeholdError("cloud_misconfigured", `${zone} is no zone, but a name in the zone freehold.test`, {
        nextStep: "set FREEHOLD_ZONE_ID to z1",
      });
    },
  });
  const world = await makeWorld({ probe });

  const preview = await world.request("POST", "/v1/tenants/preview", { body: ACME });
  const operation = await world.ended((await world.signUp("acme")).body.operation.id);
  const { calls } = world.engine;
  await world.close();

  const nextStep = "set FREEHOLD_ZONE_ID to z1";
  expect(preview.body).toMatchObject({ code: "cloud_misconfigured", nextStep });
  expect(operation).toMatchObject({ status: "failed", failure: { code: "cloud_misconfigured", nextStep } });
  expect(calls).not.toContain("up tenant");
});

test("a name that somebody else's record has ends a create before anything is ordered", async () => {
  const asked: string[] = [];
  const probe = fakeProbe({
    foreignRecord: async (_target, name) => {
      asked.push(name);
      return "A 198.51.100.7";
    },
  });
  const world = await makeWorld({ probe });

  const operation = await world.ended((await world.signUp("acme")).body.operation.id);
  const { calls } = world.engine;
  await world.close();

  expect(asked).toEqual(["acme.tenants.freehold.test"]);
  expect(operation).toMatchObject({
    status: "failed",
    failure: {
      code: "dns_record_taken",
      reason: "acme.tenants.freehold.test has a record already that is not this tenant's: A 198.51.100.7",
      nextStep: expect.stringContaining("remove the record that is not ours"),
    },
  });
  expect(calls).not.toContain("up tenant");
});
