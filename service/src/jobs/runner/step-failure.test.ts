import { FreeholdError, type Operation, type Tenant } from "@freehold/model";
import { afterAll, afterEach, beforeAll, expect, test } from "@jest/globals";
import { makeWorld, type World } from "../../testing/world.ts";
import type { OperationJob } from "./context.ts";
import { OPERATION_JOBS } from "./worker.ts";

/** The job with a step that does its work and then fails: the worst moment. */
function failingAfter(job: OperationJob, stepName: string): OperationJob {
  return {
    ...job,
    steps: job.steps.map((step) =>
      step.name === stepName
        ? {
            ...step,
            async run(context) {
              await step.run(context);
              throw new FreeholdError("workload_unhealthy", "injected failure");
            },
          }
        : step,
    ),
  };
}

const { create, destroy } = OPERATION_JOBS;
if (create === undefined || destroy === undefined) throw new Error("create and destroy are always there");

/** What the service runs; each test puts its own jobs in. */
const jobs: { create: OperationJob; destroy: OperationJob } = { create, destroy };
let world: World;
beforeAll(async () => {
  world = await makeWorld({ jobs });
});
afterEach(async () => {
  Object.assign(jobs, { create, destroy });
  world.engine.failOn = null;
  await destroyTenant();
  expect(await world.leftovers()).toEqual([]);
});
afterAll(() => world.close());

for (const step of create.steps) {
  test(`a create that fails in ${step.name} leaves nothing, and its tenant can be destroyed`, async () => {
    jobs.create = failingAfter(create, step.name);

    const signup = await world.signUp("acme");
    const operation = await world.ended(signup.body.operation.id);
    const tenant = await world.request<Tenant>("GET", "/v1/tenants/acme");
    const leftAfterFailure = await leftAtCloud();
    await destroyTenant();

    expect(operation).toMatchObject({
      status: "failed",
      failure: {
        code: "workload_unhealthy",
        reason: "injected failure",
        nextStep: expect.stringContaining("larger size"),
      },
    });
    expect(tenant.body).toMatchObject({ status: "failed", failure: operation.failure });
    expect(leftAfterFailure).toEqual([]);
    expect(await world.leftovers()).toEqual([]);
    expect((await world.request("GET", "/v1/tenants/acme")).status).toBe(404);
  });
}

for (const step of destroy.steps) {
  test(`a destroy that fails in ${step.name} says so, and the next one leaves nothing`, async () => {
    let failures = 1;
    const failingOnce: OperationJob = {
      ...destroy,
      steps: destroy.steps.map((each) => ({
        ...each,
        async run(context) {
          await each.run(context);
          if (each.name === step.name && failures-- > 0)
            throw new FreeholdError("cloud_unreachable", "injected failure");
        },
      })),
    };
    jobs.destroy = failingOnce;
    await world.ended((await world.signUp("acme")).body.operation.id);

    const first = await destroyTenant();
    const failed = await world.request<Tenant>("GET", "/v1/tenants/acme");
    const second = await destroyTenant();

    expect(first).toMatchObject({
      status: "failed",
      failure: { code: "cloud_unreachable", reason: "injected failure" },
    });
    expect(failed.body).toMatchObject({ status: "failed", failure: { code: "cloud_unreachable" } });
    expect(second?.status).toBe("succeeded");
    expect(await world.leftovers()).toEqual([]);
  });
}

test("a resource that cannot be made fails the create with the cloud's reason and leaves nothing at the cloud", async () => {
  world.engine.failOn = {
    type: "command:remote:Command",
    error: new FreeholdError("machine_unreachable", "no SSH at 127.20.0.2:22022 within 300 s"),
  };

  const operation = await world.ended((await world.signUp("acme")).body.operation.id);

  expect(operation).toMatchObject({
    status: "failed",
    failure: { code: "machine_unreachable", reason: "no SSH at 127.20.0.2:22022 within 300 s" },
  });
  expect(operation.percent).toBeLessThan(100);
  expect(await leftAtCloud()).toEqual([]);
});

test("a clean-up that fails is said, and the tenant's destroy tries again", async () => {
  const { engine } = world;
  const recover = engine.recover.bind(engine);
  engine.failOn = {
    type: "command:remote:Command",
    error: new FreeholdError("workload_unhealthy", "kong is starting"),
  };
  engine.recover = async () => {
    throw new FreeholdError("cloud_unreachable", "the cloud answers 503");
  };

  const operation = await world.ended((await world.signUp("acme")).body.operation.id);
  engine.recover = recover;
  engine.failOn = null;
  const destroyed = await destroyTenant();

  expect(operation.failure).toEqual({
    code: "workload_unhealthy",
    reason: "kong is starting; the clean-up failed too: could not undo bring-up: the cloud answers 503",
    nextStep: `destroy the tenant (DELETE /v1/tenants/${operation.tenantId}): that tries again to remove everything`,
  });
  expect(destroyed?.status).toBe("succeeded");
  expect(await world.leftovers()).toEqual([]);
});

test("a bug fails the create without its text", async () => {
  const { engine } = world;
  const run = engine.run.bind(engine);
  engine.run = async () => {
    throw new TypeError("token hunter2 is undefined");
  };

  const operation = await world.ended((await world.signUp("acme")).body.operation.id);
  engine.run = run;

  expect(operation.failure).toMatchObject({
    code: "internal",
    reason: "an unexpected error; the service's log has it",
  });
  expect(JSON.stringify(operation)).not.toContain("hunter2");
});

/** Undefined when there is nothing to destroy. */
async function destroyTenant(): Promise<Operation | undefined> {
  const { body, status } = await world.request<{ operation: Operation }>("DELETE", "/v1/tenants/acme");
  return status === 202 ? world.ended(body.operation.id) : undefined;
}

/** Resources and stacks of tenants. */
async function leftAtCloud(): Promise<string[]> {
  return (await world.leftovers()).filter((item) => item !== "ports");
}
