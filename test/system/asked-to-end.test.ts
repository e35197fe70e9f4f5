import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { engineReason, pulumiBin, withEngine } from "./engine-binary.ts";
import { type SandboxChild, startSandboxChild } from "./sandbox-child.ts";
import { type ServiceChild, startServiceChild } from "./service-child.ts";
import { until } from "./until.ts";

withEngine(`a service that is asked to end${engineReason}`, () => {
  let sandbox: SandboxChild;
  let home: string;
  let service: ServiceChild;

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
      FREEHOLD_LEASE_SEC: "5",
      FREEHOLD_DRAIN_SEC: "600",
    });
  const servers = async () => (await sandbox.inventory()).filter(({ type }) => type === "server");

  test("lets what runs end; asked again it puts it back, ends well, and the next one goes on", async () => {
    await sandbox.fault({ cloud: "hetzner", method: "GET", path: "/actions", kind: "delay", ms: 8000 });
    const { operation } = await service.signUp("hasty");
    await until("the server to exist", async () => (await servers()).length === 1);
    const { child } = service;
    const exited = child.exited();

    process.kill(child.pid, "SIGTERM");
    await until("it to drain", () => child.lines.some((line) => line.includes("lets what runs end")));
    // Signals within a second are one and the same.
    await until("it to be asked again", async () => {
      process.kill(child.pid, "SIGINT");
      return child.lines.some((line) => line.includes("what runs is put back"));
    });
    expect(await exited).toBe(0);
    expect(child.lines.some((line) => line.includes("operation put back"))).toBe(true);

    service = await start();
    expect(await service.ended(operation.id)).toMatchObject({ status: "succeeded", failure: null });
    expect(await servers()).toHaveLength(1);
  }, 180_000);

  test("with nothing in hand ends at once at Ctrl-C", async () => {
    const exited = service.child.exited();
    const askedAt = performance.now();

    process.kill(service.child.pid, "SIGINT");

    expect(await exited).toBe(0);
    expect(performance.now() - askedAt).toBeLessThan(20_000);
  }, 60_000);
});
