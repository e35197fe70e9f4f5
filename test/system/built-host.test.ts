import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import type { Host, Operation, StackOutputs, Tenant } from "@freehold/model";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { engineReason, pulumiBin, withEngine } from "./engine-binary.ts";
import { type SandboxChild, startSandboxChild } from "./sandbox-child.ts";
import { type ServiceChild, startServiceChild } from "./service-child.ts";
import { until } from "./until.ts";

/** What one host is at the cloud; Hetzner makes the two addresses with the server, and takes them away with it. */
const ONE_HOST = ["primary_ip", "primary_ip", "server", "ssh_key"];

withEngine(`a shared host that the service orders${engineReason}`, () => {
  let sandbox: SandboxChild;
  let service: ServiceChild;
  let home: string;

  beforeAll(async () => {
    sandbox = await startSandboxChild();
    home = await mkdtemp(path.join(tmpdir(), "freehold-home-"));
    service = await start();
  }, 180_000);

  afterAll(async () => {
    await service.child.end();
    await sandbox.end();
    await rm(home, { recursive: true });
  });

  const start = () =>
    startServiceChild({
      FREEHOLD_HOME: home,
      FREEHOLD_SANDBOX: sandbox.file,
      FREEHOLD_PULUMI_BIN: pulumiBin ?? "",
      FREEHOLD_LEASE_SEC: "2",
    });

  /** What is at the clouds beside what an account's tenants share. */
  async function left(): Promise<string[]> {
    const items = await sandbox.inventory();
    return items
      .filter(({ labels }) => labels["freehold-scope"] !== "account")
      .map(({ type }) => type)
      .sort();
  }

  async function order(name: string) {
    const body = { name, cloud: "hetzner", region: "fsn1", order: { size: "large" }, limitStorage: false };
    const { status, body: accepted } = await service.request<Accepted>("POST", "/v1/hosts", body);
    expect(status).toBe(202);
    return accepted;
  }

  test("is built once although the service is killed meanwhile, takes tenants by name, and is destroyed when they are gone", async () => {
    await sandbox.fault({ cloud: "hetzner", method: "GET", path: "/actions", kind: "delay", ms: 3000 });
    const { host, operation } = await order("built");
    expect(host).toMatchObject({ status: "building", address: null, order: { size: "large", failure: null } });
    expect(operation).toMatchObject({ kind: "create", tenantId: null, hostId: host.id });
    await until("the server to exist", async () => (await left()).includes("server"));

    await service.child.end("SIGKILL");
    service = await start();
    expect(await service.ended(operation.id)).toMatchObject({ status: "succeeded", percent: 100, failure: null });

    const { body: ready } = await service.request<Host>("GET", "/v1/hosts/built");
    expect(ready).toMatchObject({
      ...{ id: host.id, status: "ready", edge: true, capacity: { slots: 3 }, used: { slots: 0 } },
      order: { size: "large", costPerMonth: { currency: "EUR" }, failure: null },
    });
    expect(await left()).toEqual(ONE_HOST);

    const placement = { cloud: "hetzner", region: "fsn1", size: "small", mode: "shared" };
    const signup = { name: "acme", template: "supabase", placement };
    const { body: signed } = await service.request<{ operation: Operation }>("POST", "/v1/tenants", signup);
    expect(await service.ended(signed.operation.id)).toMatchObject({ status: "succeeded", failure: null });
    const { body: outputs } = await service.request<StackOutputs>("GET", "/v1/tenants/acme/outputs");
    const name = `acme.${sandbox.cloudflare.zone}`;
    expect(outputs.url).toBe(`https://${name}`);
    expect(outputs.dns).toEqual([{ name, type: "A", value: ready.address }]);

    expect(await service.request("DELETE", "/v1/hosts/built")).toMatchObject({
      status: 409,
      body: { code: "host_in_use" },
    });
    const gone = await service.request<{ operation: Operation }>("DELETE", "/v1/tenants/acme");
    expect(await service.ended(gone.body.operation.id)).toMatchObject({ status: "succeeded" });

    const removed = await service.request<Accepted>("DELETE", "/v1/hosts/built");
    expect(removed).toMatchObject({ status: 202, body: { host: { status: "destroying" } } });
    expect(await service.ended(removed.body.operation.id)).toMatchObject({ status: "succeeded", failure: null });
    expect((await service.request("GET", "/v1/hosts/built")).status).toBe(404);
    expect(await left()).toEqual([]);
  }, 240_000);

  test("that a cloud has no machine for fails with code, reason and next step, and leaves nothing", async () => {
    await sandbox.fault({ cloud: "hetzner", method: "POST", path: "/servers", kind: "resource-unavailable" });

    const { operation } = await order("refused");

    expect(await service.ended(operation.id)).toMatchObject({
      status: "failed",
      failure: { code: "cloud_capacity", nextStep: "try another region or size, or retry later" },
    });
    expect((await service.request<Host>("GET", "/v1/hosts/refused")).body).toMatchObject({
      status: "failed",
      order: { failure: { code: "cloud_capacity" } },
    });
    expect(await left()).toEqual([]);
    const removed = await service.request<Accepted>("DELETE", "/v1/hosts/refused");
    expect(await service.ended(removed.body.operation.id)).toMatchObject({ status: "succeeded" });
    expect(
      (await service.request<{ items: Host[] }>("GET", "/v1/hosts")).body.items.map(({ name }) => name),
    ).not.toContain("refused");
    expect((await service.request<Tenant>("GET", `/v1/operations/${operation.id}`)).status).toBe(200);
  }, 120_000);
});

interface Accepted {
  host: Host;
  operation: Operation;
}
