import { FreeholdError, type Host, type Operation } from "@freehold/model";
import { afterAll, afterEach, beforeAll, expect, test } from "@jest/globals";
import { makeWorld, type World } from "../../testing/world.ts";
import { createTenantJob } from "../tenants/create-tenant.ts";
import { destroyTenantJob } from "../tenants/destroy-tenant.ts";
import { createHostJob } from "./create-host.ts";
import { destroyHostJob } from "./destroy-host.ts";

let world: World;
beforeAll(async () => {
  world = await makeWorld();
});
afterEach(() => {
  world.engine.failOn = null;
});
afterAll(() => world.close());

test("the names of the steps of what is built and taken down are what logs and failure reports go by", () => {
  const names = ({ steps }: { steps: readonly { name: string }[] }) => steps.map(({ name }) => name);

  expect(names(createTenantJob)).toEqual(["check-cloud", "check-name", "prepare-account", "bring-up", "reach-tenant"]);
  expect(names(createHostJob)).toEqual(["check-cloud", "prepare-account", "bring-up"]);
  expect([names(destroyTenantJob), names(destroyHostJob)]).toEqual([
    ["tear-down", "remove-stack"],
    ["tear-down", "remove-stack"],
  ]);
});

test("a host that cannot be built leaves nothing at the cloud, says what to do, and is taken away by a delete", async () => {
  refuseHosts();
  const ordered = await order("refused");

  const failed = await world.ended(ordered.operation.id);
  const leftAfterFailure = leftOfHosts();
  const removed = await world.request<Accepted>("DELETE", "/v1/hosts/refused");

  expect(failed).toMatchObject({
    status: "failed",
    failure: {
      code: "cloud_unreachable",
      reason: "no answer",
      nextStep: `delete the host (DELETE /v1/hosts/${ordered.host.id}) and order it again when the cloud answers`,
    },
  });
  expect(leftAfterFailure).toEqual([]);
  expect((await world.ended(removed.body.operation.id)).status).toBe("succeeded");
  expect((await world.request("GET", "/v1/hosts/refused")).status).toBe(404);
});

test("a clean-up that fails says how the host is removed, and its delete tries again", async () => {
  const { engine } = world;
  const run = engine.run.bind(engine);
  refuseHosts();
  engine.run = async (request, hooks) => {
    if (request.program === "shared-host" && request.action === "destroy")
      throw new FreeholdError("dns_zone_full", "full");
    return run(request, hooks);
  };
  const ordered = await order("stuck");

  const failed = await world.ended(ordered.operation.id);
  const first = await remove("stuck");
  engine.run = run;
  const second = await remove("stuck");

  expect(failed.failure).toMatchObject({
    reason: "no answer; the clean-up failed too: could not undo bring-up: full",
    nextStep: `delete the host (DELETE /v1/hosts/${ordered.host.id}): that tries again to remove everything`,
  });
  expect([first.status, second.status]).toEqual(["failed", "succeeded"]);
  expect(first.failure?.nextStep).toContain("delete the host again");
  expect(leftOfHosts()).toEqual([]);
});

interface Accepted {
  host: Host;
  operation: Operation;
}

/** The cloud takes one thing of the host, then answers no more. */
function refuseHosts(): void {
  world.engine.failOn = {
    type: "hcloud:index/firewall:Firewall",
    error: new FreeholdError("cloud_unreachable", "no answer"),
    when: (config) => Object.keys(config).some((key) => key.startsWith("freehold-shared-host:")),
  };
}

async function order(name: string): Promise<Accepted> {
  const body = { name, cloud: "hetzner", region: "fsn1", order: { size: "large" } };
  return (await world.request<Accepted>("POST", "/v1/hosts", { body })).body;
}

async function remove(name: string): Promise<Operation> {
  return world.ended((await world.request<Accepted>("DELETE", `/v1/hosts/${name}`)).body.operation.id);
}

/** Stacks and resources beside those of the account, which stay. */
function leftOfHosts(): string[] {
  const { resources, stacks } = world.engine.cloud;
  return [...resources, ...stacks.keys()].filter((name) => !name.startsWith("hetzner"));
}
