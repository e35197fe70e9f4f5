import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { findKeptSandbox, stopKeptSandbox } from "@freehold/sandbox/kept-file";
import { afterEach, beforeEach, expect, test } from "@jest/globals";
import type { SandboxConfig } from "../config/clouds.ts";
import { keepSandboxOf } from "./keep-sandbox.ts";

const CONFIG: SandboxConfig = { kind: "sandbox", keep: true, machines: "simulated", accounts: 1, dockerHost: false };

let home: string;
beforeEach(async () => {
  home = await mkdtemp(path.join(tmpdir(), "freehold-keep-"));
});
afterEach(async () => {
  await stopKeptSandbox(path.join(home, "sandbox.json"));
  await rm(home, { recursive: true });
});

test("the sandbox of a home is started once and found again, and goes on when it is let go", async () => {
  const first = await keepSandboxOf(home, CONFIG, process.env);
  const kept = await findKeptSandbox(first.file);
  await first.close();
  const second = await keepSandboxOf(home, CONFIG, process.env);
  await second.close();

  expect(kept?.pid).toBeGreaterThan(0);
  expect(await findKeptSandbox(second.file)).toEqual(kept);
});

test("one that runs with other settings is refused with what to do", async () => {
  await (await keepSandboxOf(home, CONFIG, process.env)).close();

  await expect(keepSandboxOf(home, { ...CONFIG, accounts: 2 }, process.env)).rejects.toMatchObject({
    code: "invalid_request",
    message: expect.stringMatching(/runs with other settings: .*--accounts 1 --no-docker, not .*--accounts 2/),
    nextStep: expect.stringContaining("npm run sandbox -- --stop"),
  });
});

test("one that cannot start says why", async () => {
  await expect(keepSandboxOf(home, { ...CONFIG, sshPort: 80_000 }, process.env)).rejects.toMatchObject({
    code: "service_unavailable",
    message: expect.stringContaining("the sandbox did not start: --ssh-port must be a port"),
  });
});
