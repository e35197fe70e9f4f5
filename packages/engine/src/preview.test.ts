import { afterAll, beforeAll, expect } from "@jest/globals";
import { type CloudBed, openClouds } from "../test/cloud-testbed.ts";
import { engineTest, listening, PULUMI_BIN } from "../test/testbed.ts";
import type { RunRequest } from "./contract.ts";

let bed: CloudBed;
beforeAll(async () => {
  if (PULUMI_BIN !== undefined) bed = await openClouds();
});
afterAll(() => bed?.close());

engineTest("a preview of a new stack says what would be made, with labels and place, and never a secret", async () => {
  const tenant = bed.newTenant();

  const { plan = [] } = await bed.engine.run(tenant.request("preview"), listening());

  const server = plan.find(({ type }) => type === "hcloud:index/server:Server");
  expect(server).toMatchObject({
    name: "server",
    op: "create",
    inputs: { location: "fsn1", serverType: "cx23", labels: { "freehold-tenant": tenant.id } },
  });
  expect(plan.find(({ name }) => name === "password")?.inputs).toEqual({});
  expect(await tenant.held()).toEqual([]);
});

engineTest(
  "a preview reports a replacement of a protected machine, and what forces it; the machine stays",
  async () => {
    const tenant = bed.newTenant();
    await bed.engine.run(tenant.request("up", true), listening());

    const { plan } = await bed.engine.run(inNuremberg(tenant.request("preview")), listening());

    expect(plan).toMatchObject([
      { name: "server", op: "replace", because: ["location"], inputs: { location: "nbg1" } },
    ]);
    expect(await tenant.held()).toEqual(["server", "ssh_key"]);
  },
);

function inNuremberg(request: RunRequest): RunRequest {
  return { ...request, config: { ...request.config, "test-server:location": { value: "nbg1" } } };
}
