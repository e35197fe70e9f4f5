import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import type { Tenant } from "@freehold/model";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { engineReason, pulumiBin, withEngine } from "./engine-binary.ts";
import { type SandboxChild, startSandboxChild } from "./sandbox-child.ts";
import { type ServiceChild, startServiceChild } from "./service-child.ts";
import { until } from "./until.ts";

/** What one tenant is at the clouds; Hetzner makes the two addresses with the server, and takes them away with it. */
const ONE_TENANT = ["dns_record", "dns_record", "primary_ip", "primary_ip", "server", "ssh_key"];

withEngine(`a service that is killed in mid-create${engineReason}`, () => {
  let sandbox: SandboxChild;
  let home: string;
  let service: ServiceChild;

  beforeAll(async () => {
    sandbox = await startSandboxChild();
    home = await mkdtemp(path.join(tmpdir(), "freehold-home-"));
    service = await start();
  });

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
  const servers = async () => (await sandbox.inventory()).filter(({ type }) => type === "server");

  test("after a new start the same operation ends with one server and one record, and the destroy leaves nothing", async () => {
    // The answer to the order waits: the server exists while the engine does not know it.
    await sandbox.fault({ cloud: "hetzner", method: "GET", path: "/actions", kind: "delay", ms: 3000 });
    const { tenant, operation } = await service.signUp("phoenix");
    await until("the server to exist", async () => (await servers()).length === 1);

    await service.child.end("SIGKILL");
    service = await start();
    const ended = await service.ended(operation.id);

    expect(ended).toMatchObject({ id: operation.id, kind: "create", status: "succeeded", percent: 100, failure: null });
    const items = (await sandbox.inventory()).filter(({ labels }) => labels["freehold-scope"] !== "account");
    expect(items.map(({ type }) => type).sort()).toEqual(ONE_TENANT);
    expect((await service.request<Tenant>("GET", "/v1/tenants/phoenix")).body).toMatchObject({
      id: tenant.id,
      status: "active",
    });

    const destroy = await service.request<{ operation: { id: string } }>("DELETE", "/v1/tenants/phoenix");
    expect(destroy.status).toBe(202);
    expect(await service.ended(destroy.body.operation.id)).toMatchObject({ status: "succeeded" });
    expect((await sandbox.inventory()).filter(({ labels }) => labels["freehold-scope"] !== "account")).toEqual([]);
  }, 180_000);
});
