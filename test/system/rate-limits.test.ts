import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import type { Operation, Tenant } from "@freehold/model";
import { until } from "@freehold/testing";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { engineReason, pulumiBin, withEngine } from "./engine-binary.ts";
import { type SandboxChild, startSandboxChild } from "./sandbox-child.ts";
import { type ServiceChild, startServiceChild } from "./service-child.ts";

/** `npm run test:load` signs hundreds up at the same limits. */
const NAMES = Array.from({ length: 8 }, (_, index) => `crowd-${index}`);

/** When so many are built, somebody else uses nearly all of the account's calls: the rest come back at the vendor's one a second. */
const BUILT_BEFORE = 5;
const CALLS_LEFT = 8;

/** Longest wait of this test: eight creates on a machine with much other work. */
const LIMIT_SEC = 400;

/** An account of an emulated cloud as its limiter sees it. */
interface RateTally {
  cloud: string;
  remaining: number;
  lowest: number;
  exceeded: number;
}

withEngine(`signups at once at the vendors' rate limits${engineReason}`, () => {
  let sandbox: SandboxChild;
  let service: ServiceChild;
  let home: string;

  beforeAll(async () => {
    sandbox = await startSandboxChild("--rate-limit");
    home = await mkdtemp(path.join(tmpdir(), "freehold-home-"));
    service = await startServiceChild({
      FREEHOLD_HOME: home,
      FREEHOLD_SANDBOX: sandbox.file,
      FREEHOLD_PULUMI_BIN: pulumiBin ?? "",
      FREEHOLD_WORKERS: "3",
    });
  });

  afterAll(async () => {
    await service.child.end();
    await sandbox.end();
    await rm(home, { recursive: true });
  });

  const control = async (method: string, body?: unknown): Promise<RateTally[]> => {
    const answer = await fetch(`${sandbox.control.endpoint}/rate-limits`, {
      method,
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    return ((await answer.json()) as { accounts: RateTally[] }).accounts;
  };
  const allEnded = (operations: Operation[]): Promise<Operation[]> =>
    Promise.all(operations.map(({ id }) => service.ended(id, LIMIT_SEC)));
  const statuses = async (): Promise<string[]> =>
    (await service.request<{ items: Tenant[] }>("GET", "/v1/tenants?limit=100")).body.items.map(({ status }) => status);
  const isActive = (status: string): boolean => status === "active";
  const cloudCalls = async (): Promise<string[]> =>
    (await (await fetch(`${service.url}/metrics`)).text())
      .split("\n")
      .filter((line) => line.startsWith("freehold_cloud_calls_total{"));

  test("all finish, none for the limit's sake fails, no budget is passed, and their end leaves nothing", async () => {
    const accepted = await Promise.all(NAMES.map((name) => service.signUp(name)));
    await until("most to be built", async () => (await statuses()).filter(isActive).length >= BUILT_BEFORE, LIMIT_SEC);
    await control("POST", { cloud: "hetzner", remaining: CALLS_LEFT });
    const created = await allEnded(accepted.map(({ operation }) => operation));

    expect(created.map(({ status, failure }) => ({ status, failure }))).toEqual(
      NAMES.map(() => ({ status: "succeeded", failure: null })),
    );
    expect(await statuses()).toEqual(NAMES.map(() => "active"));
    expect((await sandbox.inventory()).filter(({ type }) => type === "server")).toHaveLength(NAMES.length);

    // Nothing was left at times, so calls had to wait; and nothing was asked for then.
    const tallies = await control("GET");
    expect(tallies.map(({ cloud, exceeded }) => [cloud, exceeded])).toEqual(tallies.map(({ cloud }) => [cloud, 0]));
    expect(tallies.find(({ cloud }) => cloud === "hetzner")?.lowest).toBeLessThan(5);
    expect((await cloudCalls()).filter((line) => line.includes('status="429"'))).toEqual([]);

    await control("POST", { cloud: "hetzner", remaining: 3600 });
    const destroys = await Promise.all(
      NAMES.map(
        async (name) => (await service.request<{ operation: Operation }>("DELETE", `/v1/tenants/${name}`)).body,
      ),
    );
    const destroyed = await allEnded(destroys.map(({ operation }) => operation));

    expect(destroyed.map(({ status }) => status)).toEqual(NAMES.map(() => "succeeded"));
    const left = (await sandbox.inventory()).filter(({ labels }) => labels["freehold-scope"] !== "account");
    expect(left).toEqual([]);
    expect((await control("GET")).filter(({ exceeded }) => exceeded > 0)).toEqual([]);
  });
});
