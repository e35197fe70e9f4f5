import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { createClient, type FreeholdClient } from "@freehold/client";
import { createEngine } from "@freehold/engine";
import { type Cloud, isFreeholdError } from "@freehold/model";
import { readConfig, type Service, startService } from "@freehold/service";
import { until } from "@freehold/testing";

/** Asked twice at once, an emulated cloud that is late by one list is found out as well as a real one after seconds. */
const INVENTORY_DELAY_MS = 100;

/** One thing at an emulated cloud, as the control endpoint reports it. */
export interface Item {
  cloud: string;
  type: string;
  name: string;
  labels: Record<string, string>;
}

/** The clouds of which the sandbox has several accounts. */
export const ACCOUNT_CLOUDS = ["hetzner", "digitalocean"] as const satisfies readonly Cloud[];
export type AccountCloud = (typeof ACCOUNT_CLOUDS)[number];

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
export interface Testbed {
  client: FreeholdClient;
  /** The region of the testbed's tenants at a cloud. */
  regionOf(cloud: Cloud): Promise<string>;
  /** What exists at the clouds but for what all tenants of an account share. */
  items(): Promise<Item[]>;
  /** What all tenants of an account share. */
  sharedItems(): Promise<Item[]>;
  /** Opens a new account, empty, that the next tenants at the cloud are built in; gives what removes it again. */
  openAccount(cloud: AccountCloud, name: string): Promise<() => Promise<void>>;
  /** The requests after one. */
  callsSince(sequence: number): Promise<LoggedCall[]>;
  fault(fault: Record<string, unknown>): Promise<void>;
  clearFaults(): Promise<void>;
  close(): Promise<void>;
}

export async function openTestbed(pulumiBin: string): Promise<Testbed> {
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
  return testbedOf(service, async () => {
    await service.close();
    await rm(home, { recursive: true, force: true });
  });
}

function testbedOf(service: Service, close: () => Promise<void>): Testbed {
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
  const all = async () => (await ask<{ items: Item[] }>("GET", "/inventory")).items;
  return {
    client,
    regionOf: async (cloud) => (await client.listRegions(cloud))[0]?.name ?? "",
    items: async () => (await all()).filter((item) => !isShared(item)),
    sharedItems: async () => (await all()).filter(isShared),
    async openAccount(cloud, name) {
      const token = service.sandbox?.[cloud].newToken(name) ?? "";
      const { id } = await client.createCredential({ cloud, name, access: { token } });
      return async () => {
        await client.removeCredential(id);
        await until("the account's removal", () => client.getCredential(id).then(() => false, isGone));
      };
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
function isShared({ cloud, type, labels }: Item): boolean {
  if (labels["freehold-scope"] === "account") return true;
  return cloud === "digitalocean" && (type === "firewall" || type === "tag");
}

function isGone(error: unknown): true {
  if (isFreeholdError(error) && error.code === "not_found") return true;
  throw error;
}
