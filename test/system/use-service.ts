import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll } from "@jest/globals";
import { pulumiBin } from "./engine-binary.ts";
import { type SandboxChild, startSandboxChild } from "./sandbox-child.ts";
import { type ServiceChild, startServiceChild } from "./service-child.ts";

/** A sandbox and a service, each in a process of its own, that live as long as a suite. */
export interface ServiceInUse {
  readonly sandbox: SandboxChild;
  /** The one that was started last. */
  readonly service: ServiceChild;
  /** Starts a service on the same home and sandbox, in place of one that has ended. */
  startAgain(settings?: Record<string, string>): Promise<void>;
}

/** To be called in a suite: its tests share one service. @param settings Besides home, sandbox and engine; also of those started again */
export function useService(settings: Record<string, string> = {}): ServiceInUse {
  let sandbox: SandboxChild;
  let home: string;
  let service: ServiceChild;

  const start = async (more: Record<string, string> = {}): Promise<void> => {
    service = await startServiceChild({
      FREEHOLD_HOME: home,
      FREEHOLD_SANDBOX: sandbox.file,
      FREEHOLD_PULUMI_BIN: pulumiBin ?? "",
      ...settings,
      ...more,
    });
  };

  beforeAll(async () => {
    sandbox = await startSandboxChild();
    home = await mkdtemp(path.join(tmpdir(), "freehold-home-"));
    await start();
  });

  afterAll(async () => {
    await service.child.end();
    await sandbox.end();
    await rm(home, { recursive: true });
  });

  return {
    get sandbox() {
      return sandbox;
    },
    get service() {
      return service;
    },
    startAgain: start,
  };
}
