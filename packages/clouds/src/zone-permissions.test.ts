import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, expect, test } from "@jest/globals";
import { createDigitaloceanClient } from "./digitalocean/client.ts";
import { DIGITALOCEAN_SCOPES } from "./digitalocean/scopes.ts";
import { missingZonePermissions } from "./zone-permissions.ts";

let server: Server | undefined;
afterEach(() => void server?.close());

/** A vendor that gives these answers by `METHOD path`, and 404 for everything else. Gives its address and what it was asked. */
async function vendor(answer: (request: string) => { status: number; body: string } | undefined) {
  const asked: string[] = [];
  server = createServer((request, response) => {
    request.resume();
    const path = `${request.method} ${(request.url ?? "").replace(/\?.*/, "")}`;
    asked.push(path);
    const { status, body } = answer(path) ?? { status: 404, body: "{}" };
    response.writeHead(status).end(body);
  }).listen(0, "127.0.0.1");
  await new Promise((resolve) => server?.once("listening", resolve));
  return { endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, asked };
}

const FORBIDDEN = { status: 403, body: '{"success":false,"errors":[{"code":10000,"message":"Authentication error"}]}' };
const NO_SUCH_RECORD = {
  status: 404,
  body: '{"success":false,"errors":[{"code":81044,"message":"Record does not exist."}]}',
};

test.each<[string, ReturnType<Parameters<typeof vendor>[0]>, string[]]>([
  ["may edit", NO_SUCH_RECORD, []],
  ["may only read", FORBIDDEN, ["DNS:Edit of t.example"]],
])("at Cloudflare a token that %s is told by a deletion of what is not there", async (_what, answer, expected) => {
  const { endpoint, asked } = await vendor((request) => (request.startsWith("DELETE") ? answer : undefined));

  const missing = await missingZonePermissions({
    cloud: "cloudflare",
    token: "t",
    endpoint,
    zoneId: "z1",
    zone: "t.example",
  });

  expect(missing).toEqual(expected);
  expect(asked).toEqual([`DELETE /zones/z1/dns_records/${"0".repeat(32)}`]);
});

test("at Cloudflare a zone that the token does not see lacks Zone:Read", async () => {
  const { endpoint } = await vendor((request) =>
    request === "GET /zones"
      ? { status: 200, body: '{"result":[],"result_info":{"page":1,"total_pages":1}}' }
      : undefined,
  );

  expect(await missingZonePermissions({ cloud: "cloudflare", token: "t", endpoint, zone: "t.example" })).toEqual([
    "Zone:Read of t.example",
  ]);
});

test("at Route 53 each action that the policy lacks is named, and nothing is changed", async () => {
  const refusal = (code: string) =>
    `<ErrorResponse><Error><Code>${code}</Code><Message>no</Message></Error></ErrorResponse>`;
  const { endpoint, asked } = await vendor((request) => {
    if (request.includes("/change/") || request.startsWith("POST"))
      return { status: 403, body: refusal("AccessDenied") };
    if (request.endsWith("/rrset")) return { status: 200, body: "<ListResourceRecordSetsResponse/>" };
    return { status: 404, body: refusal("NoSuchHostedZone") };
  });

  const missing = await missingZonePermissions({
    ...{ cloud: "route53", accessKeyId: "a", secretAccessKey: "s", endpoint, zoneId: "Z1" },
  } as const);

  expect(missing).toEqual(["route53:ChangeResourceRecordSets", "route53:GetChange"]);
  expect(asked).toHaveLength(4);
});

test("at DigitalOcean each scope that a token lacks is found by a request that changes nothing", async () => {
  const { endpoint, asked } = await vendor((request) =>
    ["POST /vpcs", "DELETE /droplets/0"].includes(request)
      ? { status: 403, body: '{"id":"forbidden","message":"no"}' }
      : undefined,
  );

  const missing = await createDigitaloceanClient({ token: "t", endpoint, attempts: 1 }).missingScopes();

  expect(missing).toEqual(["droplet:delete", "vpc:create"]);
  expect(asked).toHaveLength(DIGITALOCEAN_SCOPES.length);
});
