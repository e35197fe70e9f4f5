import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { createClient, type FreeholdClient } from "@freehold/client";
import { readConfig, type Service, startService } from "@freehold/service";
import { afterAll, beforeAll } from "@jest/globals";
import { pulumiBin } from "./engine-binary.ts";
import { WITHOUT_PAUSES } from "./service-child.ts";

/** A service in the process of the test, with a sandbox of its own: for what is looked at behind its API. */
export interface OwnService {
  readonly service: Service;
  /** With the operator's key. */
  readonly client: FreeholdClient;
  /** Its folder, with the state of its stacks in `engine/state`. */
  readonly home: string;
}

/** To be called in a suite: its tests share one service. @param settings Besides home and engine */
export function useOwnService(settings: Record<string, string> = {}): OwnService {
  let home: string;
  let service: Service;
  let client: FreeholdClient;

  beforeAll(async () => {
    home = await mkdtemp(path.join(tmpdir(), "freehold-home-"));
    const config = readConfig({
      FREEHOLD_HOME: home,
      FREEHOLD_PULUMI_BIN: pulumiBin ?? "",
      FREEHOLD_DRAIN_SEC: "0",
      PORT: "0",
      LOG_LEVEL: "fatal",
      ...WITHOUT_PAUSES,
      ...settings,
    });
    service = await startService(config);
    client = createClient({ baseUrl: service.url, apiKey: service.adminKey });
  });

  afterAll(async () => {
    await service.close();
    await rm(home, { recursive: true });
  });

  return {
    get service() {
      return service;
    },
    get client() {
      return client;
    },
    get home() {
      return home;
    },
  };
}
