import { expect, test } from "@jest/globals";
import { fakeProbe } from "../../testing/fake-probe.ts";
import { makeWorld } from "../../testing/world.ts";

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
