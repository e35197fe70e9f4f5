import { Resolver } from "node:dns/promises";
import { request } from "node:https";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { freePort } from "./machines/testing/free-port.ts";
import { type Sandbox, startSandbox } from "./sandbox.ts";
import { openWebMachine, type WebMachine } from "./testing/web-machine.ts";
import { type Ask, askAt, at } from "./testing/world.ts";

const NAME = "acme.tenants.freehold.test";
const SHOP = "shop.tenants.freehold.test";
/** A workload of a template that nobody here knows: a proxy, what is behind it, and what its template says that it answers. */
const SHOP_FILES = {
  "compose.yaml": [
    "services:",
    "  front:",
    "    image: caddy:2.10.2",
    "    restart: always",
    '    ports: ["80:80", "443:443"]',
    '    volumes: ["./proxy/Caddyfile:/etc/caddy/Caddyfile:ro"]',
    "  web: { image: shop:1, restart: always }",
  ].join("\n"),
  "proxy/Caddyfile": `{\n\tservers {\n\t\tprotocols h1 h2\n\t}\n}\n${SHOP} {\n\t# The shop.\n\treverse_proxy web:8080\n}\n`,
  probe: "/healthz 204\nx-shop-key: k1\n",
};

let sandbox: Sandbox;
let cloudflare: Ask;
let machine: WebMachine;

beforeAll(async () => {
  sandbox = await startSandbox({ sshPort: await freePort("127.0.0.1"), dockerHost: false });
  cloudflare = askAt(sandbox.cloudflare.endpoint, sandbox.cloudflare.token);
  machine = await openWebMachine(sandbox, { name: "acme", hosts: [NAME, "elsewhere.example.com"] });
});

afterAll(() => sandbox.close());

test("the name server has the records of the zones, as they are now, and refuses every other name", async () => {
  const resolver = new Resolver({ tries: 1, timeout: 2000 });
  resolver.setServers([sandbox.internet.resolver]);
  const records = `/zones/${sandbox.cloudflare.zoneId}/dns_records`;
  await expect(resolver.resolve4(NAME)).rejects.toMatchObject({ code: "ENOTFOUND" });

  const { address } = machine;
  const made = await cloudflare("POST", records, { type: "A", name: NAME, content: address, ttl: 300 });
  await cloudflare("POST", records, { type: "CNAME", name: `www.${NAME}`, content: NAME });
  await cloudflare("POST", records, { type: "TXT", name: `*.wild.${NAME}`, content: '"any"' });

  expect(at(made, "success")).toBe(true);
  expect(await resolver.resolve4(NAME, { ttl: true })).toEqual([{ address, ttl: 300 }]);
  expect(await resolver.resolve4(`www.${NAME}`)).toEqual([address]);
  expect(await resolver.resolveTxt(`some.wild.${NAME}`)).toEqual([["any"]]);
  await expect(resolver.resolve6(NAME)).rejects.toMatchObject({ code: "ENODATA" });
  await expect(resolver.resolve4(`other.${NAME}`)).rejects.toMatchObject({ code: "ENOTFOUND" });
  await expect(resolver.resolve4("example.com")).rejects.toMatchObject({ code: "EREFUSED" });
});

test("a machine serves the names that its bundle carries and that lead to it, with a certificate of the sandbox's authority", async () => {
  expect(await get(NAME, "/auth/v1/health", { apikey: machine.apiKey })).toMatchObject({
    status: 200,
    text: expect.stringContaining("GoTrue"),
  });
  expect(await get(NAME, "/auth/v1/health")).toMatchObject({
    status: 401,
    text: expect.stringContaining("No API key found"),
  });
  expect(await get(NAME, "/rest/v1/")).toMatchObject({ status: 501, text: expect.stringContaining("simulated") });
  await expect(get("other.freehold.test", "/")).rejects.toThrow(/before secure TLS connection|alert/);
  // Its name is in the bundle, and leads nowhere: no authority would have signed it.
  await expect(get("elsewhere.example.com", "/")).rejects.toThrow(/before secure TLS connection|alert/);
});

test("a workload of any template answers what its template says that it answers, while what its proxy leads to runs", async () => {
  const shop = await openWebMachine(sandbox, { name: "shop", hosts: [], tls: "none", further: { shop: SHOP_FILES } });
  const records = `/zones/${sandbox.cloudflare.zoneId}/dns_records`;
  await cloudflare("POST", records, { type: "A", name: SHOP, content: shop.address, ttl: 300 });
  const ask = (path: string, headers = {}) => get(SHOP, path, headers, shop.address);

  expect(await ask("/healthz", { "x-shop-key": "k1" })).toMatchObject({ status: 204 });
  expect(await ask("/healthz")).toMatchObject({ status: 401, text: expect.stringContaining("x-shop-key") });
  expect(await ask("/cart")).toMatchObject({ status: 501, text: expect.stringContaining("/healthz only") });
  await shop.hostctl("pause shop");
  await expect(ask("/healthz")).rejects.toThrow("ECONNREFUSED");
});

test("a certificate that is made to end is shown on, and is refused", async () => {
  const control = askAt(sandbox.control.endpoint);

  expect(at(await control("POST", "/certificates/expire", { name: NAME }), "expired")).toBe(1);

  await expect(get(NAME, "/auth/v1/health")).rejects.toThrow("certificate has expired");
});

test("it answers only while its proxy runs, and while it is on", async () => {
  await machine.hostctl("pause supabase");
  await expect(get(NAME, "/")).rejects.toThrow("ECONNREFUSED");
  await machine.hostctl("resume supabase");
  await expect(get(NAME, "/")).rejects.toThrow("certificate has expired");
  await machine.power("poweroff");

  await expect(get(NAME, "/")).rejects.toThrow("ECONNREFUSED");
});

function get(
  servername: string,
  path: string,
  headers = {},
  host = machine.address,
): Promise<{ status: number; text: string }> {
  const port = sandbox.internet.ports["443"];
  const ca = sandbox.internet.authority;
  return new Promise((resolve, reject) => {
    const asked = request({
      ...{ host, port, servername, path, ca, agent: false },
      headers: { host: servername, ...headers },
    });
    asked.once("error", reject);
    asked.once("response", async (response) => {
      let text = "";
      for await (const chunk of response) text += String(chunk);
      resolve({ status: response.statusCode ?? 0, text });
    });
    asked.end();
  });
}
