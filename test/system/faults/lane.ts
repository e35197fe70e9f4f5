import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { createClient, type FreeholdClient } from "@freehold/client";
import { createEngine } from "@freehold/engine";
import type { Cloud } from "@freehold/model";
import { readConfig, type Service, startService } from "@freehold/service";

/** Asked twice at once, an emulated cloud that is late by one list is found out as well as a real one after seconds. */
const INVENTORY_DELAY_MS = 100;

/** One thing at an emulated cloud, as the control endpoint tells it. */
export interface Item {
  cloud: string;
  type: string;
  name: string;
  labels: Record<string, string>;
}

/** One request that an emulated cloud received. */
export interface LoggedCall {
  sequence: number;
  cloud: string;
  method: string;
  operation: string | null;
  status: number | null;
  fault: string | null;
}

/** A service with a sandbox of its own that carries out one operation at a time, so that what is seen belongs to one tenant. */
export interface Lane {
  client: FreeholdClient;
  /** The region of the lane's tenants at a cloud. */
  regionOf(cloud: Cloud): Promise<string>;
  /** What exists at the clouds but for what all tenants of an account share. */
  items(): Promise<Item[]>;
  /** The requests after one. */
  callsSince(sequence: number): Promise<LoggedCall[]>;
  fault(fault: Record<string, unknown>): Promise<void>;
  clearFaults(): Promise<void>;
  close(): Promise<void>;
}

export async function openLane(pulumiBin: string): Promise<Lane> {
  const home = await mkdtemp(path.join(tmpdir(), "freehold-faults-"));
  const config = readConfig({
    FREEHOLD_HOME: home,
    FREEHOLD_PULUMI_BIN: pulumiBin,
    FREEHOLD_WORKERS: "1",
    FREEHOLD_CAPACITY_RETRY_SEC: "2",
    FREEHOLD_DRAIN_SEC: "0",
    PORT: "0",
    LOG_LEVEL: process.env.FREEHOLD_FAULTS_LOG ?? "fatal",
  });
  const engine = await createEngine({
    pulumiBin,
    home: path.join(home, "engine"),
    standIns: true,
    poolSize: 1,
    inventoryDelayMs: INVENTORY_DELAY_MS,
  });
  const service = await startService(config, { engine });
  return laneOf(service, async () => {
    await service.close();
    await rm(home, { recursive: true, force: true });
  });
}

function laneOf(service: Service, close: () => Promise<void>): Lane {
  const endpoint = service.sandbox?.control.endpoint ?? "";
  const client = createClient({ baseUrl: service.url, apiKey: service.adminKey });
  const ask = async <Body>(method: string, at: string, body?: unknown): Promise<Body> => {
    const answer = await fetch(`${endpoint}${at}`, {
      method,
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    const text = await answer.text();
    if (!answer.ok) throw new Error(`${method} ${at} answered ${answer.status}: ${text}`);
    return (text === "" ? undefined : JSON.parse(text)) as Body;
  };
  return {
    client,
    regionOf: async (cloud) => (await client.listRegions(cloud))[0]?.name ?? "",
    async items() {
      const { items } = await ask<{ items: Item[] }>("GET", "/inventory");
      return items.filter(({ labels }) => labels["freehold-scope"] !== "account").filter(isNotShared);
    },
    async callsSince(sequence) {
      const { requests } = await ask<{ requests: LoggedCall[] }>("GET", "/requests");
      return requests.filter((call) => call.sequence > sequence);
    },
    fault: (fault) => ask("POST", "/faults", fault),
    clearFaults: () => ask("DELETE", "/faults"),
    close,
  };
}

/** Firewalls of DigitalOcean and tags have no labels of their own. */
function isNotShared({ cloud, type }: Item): boolean {
  return cloud !== "digitalocean" || (type !== "firewall" && type !== "tag");
}
