import { mkdtemp, readFile, rm, stat } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, expect, test } from "@jest/globals";
import { fakeClouds } from "../testing/fake-clouds.ts";
import { createFakeEngine } from "../testing/fake-engine.ts";
import { ACME, makeWorld } from "../testing/world.ts";
import { liveClouds } from "./live-clouds.ts";

let home: string;
beforeEach(async () => {
  home = await mkdtemp(path.join(tmpdir(), "freehold-start-"));
});
afterEach(() => rm(home, { recursive: true, force: true }));

test("a port that is in use ends the start in one sentence, and the home is free again", async () => {
  const other = createServer().listen(0, "127.0.0.1");
  await new Promise((resolve) => other.once("listening", resolve));
  const { port } = other.address() as AddressInfo;

  const refused = makeWorld({ home, config: { port } });

  await expect(refused).rejects.toThrow(`port ${port} is in use; stop what uses it or set PORT to another`);
  await new Promise((resolve) => other.close(resolve));
  const world = await makeWorld({ home });
  await world.close();
});

test("the operator's key is made once and kept for its owner only", async () => {
  const first = await makeWorld({ home });
  await first.close();
  const second = await makeWorld({ home });
  const { adminKey } = second.service;
  await second.close();

  expect(adminKey).toBe(first.service.adminKey);
  expect(await readFile(path.join(home, "admin.key"), "utf8")).toBe(`${adminKey}\n`);
  expect((await stat(path.join(home, "admin.key"))).mode & 0o777).toBe(0o600);
});

test("a configured key takes the place of the one before", async () => {
  const database = { kind: "pglite", dataDir: path.join(home, "db") } as const;
  const first = await makeWorld({ home, database });
  await first.close();

  const second = await makeWorld({ home, database, config: { adminKey: "the-operator-says-so" } });
  const withOld = await second.request("GET", "/v1/tenants", { key: first.service.adminKey });
  const withNew = await second.request("GET", "/v1/tenants", { key: "the-operator-says-so" });
  await second.close();

  expect([withOld.status, withNew.status]).toEqual([401, 200]);
});

test("a live cloud without its tokens is refused with the variables that are missing", async () => {
  const clouds = liveClouds({
    kind: "live",
    sshPort: 22,
    sshAllowedFrom: ["192.0.2.0/24"],
    cloudflareToken: "c",
    zones: [{ name: "example.com", provider: "cloudflare" as const }],
  });
  const world = await makeWorld({ home, clouds });

  const refused = await world.request("POST", "/v1/tenants", { body: ACME });
  const offer = await world.request("GET", "/v1/clouds");
  await world.close();

  expect(refused).toMatchObject({
    status: 422,
    body: {
      code: "cloud_not_configured",
      nextStep: "set HCLOUD_TOKEN in the service's environment and start it again",
      errors: [{ pointer: "/placement/cloud" }],
    },
  });
  expect(offer.body).toEqual({
    items: expect.arrayContaining([
      { name: "hetzner", configured: false, missing: ["HCLOUD_TOKEN"] },
      { name: "digitalocean", configured: false, missing: ["DIGITALOCEAN_TOKEN"] },
    ]),
  });
});

test("tenants of a sandbox that ended with its service are failed at the next start, and can be destroyed", async () => {
  const database = { kind: "pglite", dataDir: path.join(home, "db") } as const;
  const first = await makeWorld({ home, database });
  await first.ended((await first.signUp("acme")).body.operation.id);
  await first.close();

  const engine = createFakeEngine(first.engine.cloud);
  const second = await makeWorld({ home, database, engine, clouds: fakeClouds("another sandbox") });
  const tenant = await second.request("GET", "/v1/tenants/acme");
  const destroy = await second.request<{ operation: { id: string } }>("DELETE", "/v1/tenants/acme");
  const destroyed = await second.ended(destroy.body.operation.id);
  await second.close();

  expect(tenant.body).toMatchObject({ status: "failed", failure: { code: "service_restarted" } });
  expect(destroyed.status).toBe("succeeded");
  expect(engine.calls).toEqual(["removeStack", "close"]);
  expect([...engine.cloud.stacks.keys()].filter((stack) => stack.startsWith("t"))).toEqual([]);
});
