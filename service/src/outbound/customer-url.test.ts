import { createServer, type Server } from "node:http";
import type { AddressInfo, LookupFunction } from "node:net";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { createAddressCheck } from "./address-check.ts";
import { createCustomerUrls } from "./customer-url.ts";

let server: Server;
let port: number;
let requests: string[] = [];
beforeAll(async () => {
  server = createServer((req, res) => {
    requests.push(`${req.method} ${req.url}`);
    if (req.url === "/moved") return void res.writeHead(302, { Location: "/hook" }).end();
    if (req.url === "/silent") return;
    res.writeHead(200);
    if (req.url === "/endless") return void res.write("x".repeat(1 << 20));
    res.end();
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  port = (server.address() as AddressInfo).port;
});
afterAll(async () => {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

const MESSAGE = { headers: {}, body: "{}", timeoutMs: 5_000 };
const LOCAL = ["127.0.0.0/8"];

/** Names that lead to these addresses, one list per look-up; the last one stays. */
function leadingTo(...answers: string[][]): LookupFunction {
  let asked = 0;
  return (_name, _options, callback) => {
    const addresses = answers[Math.min(asked, answers.length - 1)] ?? [];
    asked += 1;
    callback(
      null,
      addresses.map((address) => ({ address, family: address.includes(":") ? 6 : 4 })),
    );
  };
}

test.each([
  "10.1.2.3",
  "127.0.0.1",
  "169.254.169.254",
  "172.16.0.1",
  "192.168.1.1",
  "100.64.0.1",
  "100.100.100.200",
  "0.0.0.0",
  "224.0.0.1",
  "255.255.255.255",
  "::1",
  "::",
  "::ffff:10.0.0.1",
  "::ffff:8.8.8.8",
  "::ffff:a9fe:a9fe",
  "::a9fe:a9fe",
  "::169.254.169.254",
  "::ffff:0:a9fe:a9fe",
  "64:ff9b::a9fe:a9fe",
  "64:ff9b:1::a9fe:a9fe",
  "2002:a9fe:a9fe::1",
  "2001:0:a9fe:a9fe::1",
  "2a00:1450::5efe:a9fe:a9fe",
  "2a00:1450::200:5efe:a9fe:a9fe",
  "fe80::1%eth0",
  "2a00:1450::1%eth0",
  "4000::1",
  "fc00::1",
  "fd00:ec2::254",
  "fe80::1",
  "64:ff9b::a00:1",
  "2002:a00:1::1",
  "ff02::1",
  "no address",
])("%s is not public", (address) => {
  expect(createAddressCheck()(address)).toBe(false);
});

test.each(["8.8.8.8", "1.1.1.1", "172.32.0.1", "100.128.0.1", "2606:4700:4700::1111"])("%s is public", (address) => {
  expect(createAddressCheck()(address)).toBe(true);
});

test.each([
  "https://127.0.0.1/hook",
  "https://[::1]/hook",
  "https://[::ffff:127.0.0.1]/hook",
  "https://[::a9fe:a9fe]/latest/meta-data",
  "https://2130706433/hook", // 127.0.0.1 as one number
  "https://0x7f.1/hook",
  "https://0177.0.0.1/hook",
  "https://169.254.169.254/latest/meta-data",
  "http://hooks.example.com/hook",
])("%s is refused before anything is called", async (url) => {
  const urls = createCustomerUrls();

  expect(() => urls.assertAllowed(url)).toThrow("the URL is not one that the service calls");
  expect(await urls.post(url, MESSAGE)).toEqual({ failure: expect.stringMatching(/not a public address|https/) });
});

test.each([
  ["a private address", [["10.0.0.1"]]],
  ["a public and a private address", [["8.8.8.8", "127.0.0.1"]]],
  ["an IPv4 address in IPv6's clothes", [["::ffff:127.0.0.1"]]],
  ["a public address when the URL was given, and a private one now", [["127.0.0.1"]]],
])("a name that leads to %s is not connected to", async (_what, answers) => {
  requests = [];
  const urls = createCustomerUrls({ resolve: leadingTo(...answers) });
  urls.assertAllowed(`https://rebind.example.com:${port}/hook`);

  const answer = await urls.post(`https://rebind.example.com:${port}/hook`, MESSAGE);

  expect(answer).toEqual({ failure: "rebind.example.com is not a public address" });
  expect(requests).toEqual([]);
});

test("a name is looked up once per connection, so that it cannot lead elsewhere after the check", async () => {
  requests = [];
  const urls = createCustomerUrls({ privateTargets: LOCAL, resolve: leadingTo(["127.0.0.1"], ["10.0.0.1"]) });

  expect(await urls.post(`http://hooks.example.com:${port}/hook`, MESSAGE)).toEqual({ status: 200 });
  expect(await urls.post(`http://hooks.example.com:${port}/hook`, MESSAGE)).toMatchObject({
    failure: expect.any(String),
  });
  expect(requests).toEqual(["POST /hook"]);
});

test("a redirect is an answer, not a way", async () => {
  requests = [];
  const urls = createCustomerUrls({ privateTargets: LOCAL });

  expect(await urls.post(`http://127.0.0.1:${port}/moved`, MESSAGE)).toEqual({ status: 302 });
  expect(requests).toEqual(["POST /moved"]);
});

test("an endless answer costs nothing, and a silent receiver a limited time", async () => {
  const urls = createCustomerUrls({ privateTargets: LOCAL });

  expect(await urls.post(`http://127.0.0.1:${port}/endless`, MESSAGE)).toEqual({ status: 200 });
  expect(await urls.post(`http://127.0.0.1:${port}/silent`, { ...MESSAGE, timeoutMs: 100 })).toEqual({
    failure: "no answer within 0.1 seconds",
  });
});
