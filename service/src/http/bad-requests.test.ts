import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { ACME, type Answer, makeWorld, type World } from "../testing/world.ts";
import type { Problem } from "./problem.ts";

let world: World;
beforeAll(async () => {
  world = await makeWorld();
});
afterAll(() => world.close());

function post(body: unknown): Promise<Answer<Problem>> {
  return world.request<Problem>("POST", "/v1/tenants", { body });
}

/** Every refusal is a problem document with a remedy, and leaves no row. */
async function expectRefusal(answer: Answer<Problem>, status: number, code: string): Promise<void> {
  expect(answer.body).toMatchObject({ status, code, type: `urn:freehold:problem:${code}` });
  expect(answer.status).toBe(status);
  expect(answer.headers.get("content-type")).toMatch(/^application\/problem\+json/);
  expect(answer.body.nextStep).toEqual(expect.stringMatching(/\w/));
  const rows = await world.service.db.em().execute("select id from tenants union all select key from idempotency_keys");
  expect(rows).toEqual([]);
}

/** A signup of an application with these settings. */
function appOf(settings: Record<string, string>) {
  return { ...ACME, template: "app", settings };
}

const FIELD_CASES: { title: string; body: unknown; status: number; code: string; pointer: string; detail: RegExp }[] = [
  {
    title: "an unknown template",
    body: { ...ACME, template: "wordpress" },
    status: 422,
    code: "template_not_available",
    pointer: "/template",
    detail: /^must be one of app, supabase, got "wordpress"$/,
  },
  {
    title: "a template that could have no such name",
    body: { ...ACME, template: "Word Press" },
    status: 400,
    code: "invalid_request",
    pointer: "/template",
    detail: /^must be the name of a template: .*, got "Word Press"$/,
  },
  {
    title: "a compose file that mounts the machine's root",
    body: appOf({ compose: 'services: { web: { image: "nginx:1.29.0", volumes: ["/:/host"] } }' }),
    status: 400,
    code: "invalid_request",
    pointer: "/settings/compose",
    detail:
      /^services\.web\.volumes\.0 must be a volume by its name, or a folder below \$\{DATA_DIR\}, got "\/:\/host"$/,
  },
  {
    title: "a compose file that asks for privileges",
    body: appOf({ compose: 'services: { web: { image: "nginx:1.29.0", privileged: true } }' }),
    status: 400,
    code: "invalid_request",
    pointer: "/settings/compose",
    detail: /^services\.web must not have privileged, allowed are image, /,
  },
  {
    title: "an application without an image",
    body: appOf({}),
    status: 400,
    code: "invalid_request",
    pointer: "/settings/image",
    detail: /^must be an image with a tag or a digest, such as nginx:1\.29\.0, or compose be given$/,
  },
  {
    title: "networks for a template that opens nothing",
    body: { ...appOf({ image: "nginx:1.29.0" }), databaseAllowedFrom: ["192.0.2.0/24"] },
    status: 400,
    code: "invalid_request",
    pointer: "/databaseAllowedFrom",
    detail: /^must be left out: the template app has no port that could be opened$/,
  },
  {
    title: "an unknown region",
    body: { ...ACME, placement: { ...ACME.placement, region: "atlantis" } },
    status: 422,
    code: "region_unknown",
    pointer: "/placement/region",
    detail: /^must be one of fsn1, .*, got "atlantis"$/,
  },
  {
    title: "an unknown cloud",
    body: { ...ACME, placement: { ...ACME.placement, cloud: "aws" } },
    status: 400,
    code: "invalid_request",
    pointer: "/placement/cloud",
    detail: /^must be one of hetzner, digitalocean, proxmox, docker, got "aws"$/,
  },
  {
    title: "an unknown size",
    body: { ...ACME, placement: { ...ACME.placement, size: "huge" } },
    status: 400,
    code: "invalid_request",
    pointer: "/placement/size",
    detail: /^must be one of small, medium, large, xlarge, got "huge"$/,
  },
  {
    title: "a shared placement where no host is",
    body: { ...ACME, placement: { ...ACME.placement, mode: "shared" } },
    status: 503,
    code: "host_capacity",
    pointer: "/placement",
    detail: /^must be where a host has room, got size small at hetzner in fsn1: none is registered at hetzner in fsn1$/,
  },
  {
    title: "a name with spaces",
    body: { ...ACME, name: "acme corp" },
    status: 400,
    code: "invalid_request",
    pointer: "/name",
    detail: /^must be 3 to 40 characters: lower-case letters, .*, got "acme corp"$/,
  },
  {
    title: "no name",
    body: { template: ACME.template, placement: ACME.placement },
    status: 400,
    code: "invalid_request",
    pointer: "/name",
    detail: /^is required: must be text$/,
  },
  {
    title: "a name that is a number",
    body: { ...ACME, name: 7 },
    status: 400,
    code: "invalid_request",
    pointer: "/name",
    detail: /^must be text, got 7$/,
  },
  {
    title: "an unknown field",
    body: { ...ACME, color: "red" },
    status: 400,
    code: "invalid_request",
    pointer: "/color",
    detail:
      /^is not known here; allowed are name, template, templateVersion, placement, domain, databaseAllowedFrom, settings; leave it out$/,
  },
  {
    title: "an unknown field inside another",
    body: { ...ACME, placement: { ...ACME.placement, "zone/a": 1 } },
    status: 400,
    code: "invalid_request",
    pointer: "/placement/zone~1a",
    detail: /^is not known here; allowed are cloud, region, size, mode, machineType, fallback; leave it out$/,
  },
  {
    title: "a setting that the template does not have",
    body: { ...ACME, settings: { jwtExpiry: 60 } },
    status: 400,
    code: "invalid_request",
    pointer: "/settings/jwtExpiry",
    detail: /^is not a setting of the supabase template, allowed are siteUrl, /,
  },
  {
    title: "a setting out of its range",
    body: { ...ACME, settings: { jwtExpirySec: 5 } },
    status: 400,
    code: "invalid_request",
    pointer: "/settings/jwtExpirySec",
    detail: /^must be a whole number from 60 to 604800, got "5"$/,
  },
  {
    title: "a secret setting with a control character, without its value,",
    body: { ...ACME, settings: { smtpPassword: "hunter2\u0007" } },
    status: 400,
    code: "invalid_request",
    pointer: "/settings/smtpPassword",
    detail: /^must be text without line breaks and control characters, got a secret value$/,
  },
  {
    title: "a setting that is a list",
    body: { ...ACME, settings: { a: [] } },
    status: 400,
    code: "invalid_request",
    pointer: "/settings/a",
    detail: /^must be text, a number, true or false, got \[\]$/,
  },
  {
    title: "a list in place of an object",
    body: [],
    status: 400,
    code: "invalid_request",
    pointer: "",
    detail: /^must be an object, got \[\]$/,
  },
];

for (const { title, body, status, code, pointer, detail } of FIELD_CASES) {
  test(`${title} is refused with its field and what is allowed`, async () => {
    const answer = await post(body);

    await expectRefusal(answer, status, code);
    expect(answer.body.errors).toEqual([{ pointer, detail: expect.stringMatching(detail) }]);
  });
}

test("every wrong field is named at once", async () => {
  const answer = await post({ name: "A", template: "X", placement: {} });

  expect(answer.body.errors.map(({ pointer }) => pointer)).toEqual([
    "/name",
    "/template",
    "/placement/cloud",
    "/placement/region",
    "/placement/size",
  ]);
});

test.each(["a\u0000b", "a\ud800b"])("text that no database keeps is refused wherever it is: %j", async (text) => {
  const detail = "must hold no NUL character and no half of a surrogate pair";
  const member = { name: text, email: "new@example.com", role: "viewer" };

  const named = await world.request<Problem>("POST", "/v1/members", { body: member });
  const inside = await world.request<Problem>("POST", "/v1/tenants", { body: { ...ACME, settings: { "a/b": text } } });
  const field = await world.request<Problem>("POST", "/v1/tenants", { body: { ...ACME, settings: { [text]: 1 } } });
  const query = await world.request<Problem>("GET", "/v1/audit?subject=a%00b");

  expect([named, inside, field, query].map(({ status }) => status)).toEqual([400, 400, 400, 400]);
  expect(named.body.errors).toEqual([{ pointer: "/name", detail }]);
  expect(inside.body.errors).toEqual([{ pointer: "/settings/a~1b", detail }]);
  expect(field.body.errors).toEqual([{ pointer: "/settings", detail: `has a field whose name ${detail}` }]);
  expect(query.body.errors).toEqual([{ pointer: "/subject", detail }]);
});

test("broken JSON is refused", async () => {
  const answer = await world.request<Problem>("POST", "/v1/tenants", { text: '{"name": "acme",' });

  await expectRefusal(answer, 400, "malformed_json");
});

test("a body that is not declared as JSON is refused", async () => {
  const answer = await world.request<Problem>("POST", "/v1/tenants", {
    text: JSON.stringify(ACME),
    headers: { "Content-Type": "text/plain" },
  });

  await expectRefusal(answer, 415, "unsupported_media_type");
  expect(answer.body.nextStep).toContain("Content-Type: application/json");
});

test("a body of 2 MB is refused", async () => {
  const answer = await world.request<Problem>("POST", "/v1/tenants", {
    body: { ...ACME, settings: { note: "x".repeat(2 * 1024 * 1024) } },
  });

  await expectRefusal(answer, 413, "body_too_large");
  expect(answer.body.detail).toMatch(/^the body must be at most 262144 bytes, got \d+ bytes$/);
});

test("a request without a key, with a wrong key or a wrong scheme is refused", async () => {
  const without = await world.request<Problem>("POST", "/v1/tenants", { body: ACME, key: null });
  const wrong = await world.request<Problem>("GET", "/v1/tenants", { key: "fh_wrong" });
  const scheme = await world.request<Problem>("GET", "/v1/tenants", {
    key: null,
    headers: { Authorization: "Basic YTpi" },
  });

  for (const answer of [without, wrong, scheme]) {
    await expectRefusal(answer, 401, "unauthenticated");
    expect(answer.headers.get("www-authenticate")).toBe('Bearer realm="freehold"');
  }
});

test("an Idempotency-Key of several lines or none is refused", async () => {
  const answer = await world.request<Problem>("POST", "/v1/tenants", {
    body: ACME,
    headers: { "Idempotency-Key": "a b" },
  });

  await expectRefusal(answer, 400, "invalid_request");
});

test("wrong query parameters are named", async () => {
  const limit = await world.request<Problem>("GET", "/v1/tenants?limit=0&color=red");
  const cursor = await world.request<Problem>("GET", "/v1/tenants?cursor=abc");
  const region = await world.request<Problem>("GET", "/v1/clouds/hetzner/sizes");

  expect(limit.body.errors.map(({ pointer }) => pointer)).toEqual(["/limit", "/color"]);
  expect(cursor.body.errors.map(({ pointer }) => pointer)).toEqual(["/cursor"]);
  expect(region.body.errors).toEqual([{ pointer: "/region", detail: "is required: must be text" }]);
});

test("a path that exists under another method answers 405 and names it", async () => {
  const answer = await world.request<Problem>("PUT", "/v1/tenants/acme");

  await expectRefusal(answer, 405, "method_not_allowed");
  expect(answer.headers.get("allow")).toBe("GET, DELETE, PATCH");
});

test("a path that does not exist answers 404, with a key or outside the API", async () => {
  const inside = await world.request<Problem>("GET", "/v1/nothing");
  const outside = await world.request<Problem>("GET", "/nothing", { key: null });

  await expectRefusal(inside, 404, "not_found");
  await expectRefusal(outside, 404, "not_found");
});

test("a tenant or an operation that does not exist answers 404", async () => {
  await expectRefusal(await world.request<Problem>("GET", "/v1/tenants/nobody"), 404, "not_found");
  await expectRefusal(await world.request<Problem>("DELETE", "/v1/tenants/nobody"), 404, "not_found");
  await expectRefusal(await world.request<Problem>("GET", "/v1/operations/nothing"), 404, "not_found");
  await expectRefusal(await world.request<Problem>("GET", "/v1/operations/nothing/events"), 404, "not_found");
});

test.each(["/v1/tenants/%00", "/v1/tenants/ACME", "/v1/operations/op%2F1"])(
  "%s, which nothing can be called, is refused",
  async (path) => {
    await expectRefusal(await world.request<Problem>("GET", path), 400, "invalid_request");
  },
);

test("a path whose percent signs encode nothing is refused", async () => {
  await expectRefusal(await world.request<Problem>("GET", "/v1/tenants/%E0%A4%A"), 400, "invalid_request");
});

test("a route of the contract that is not built answers 501 and does nothing", async () => {
  const answers = [
    await world.request<Problem>("POST", "/v1/tenants/acme/rotate"),
    await world.request<Problem>("POST", "/v1/tenants/acme/pause"),
    await world.request<Problem>("GET", "/v1/tenants/acme/logs"),
  ];

  for (const answer of answers) await expectRefusal(answer, 501, "not_built");
});

test.each([
  ["application/x-www-form-urlencoded", "name=acme"],
  ["text/plain", JSON.stringify(ACME)],
  ["application/json; charset=iso-8859-1", JSON.stringify(ACME)],
])("a body of %s is refused as that", async (type, body) => {
  const response = await fetch(`${world.service.url}/v1/tenants`, {
    method: "POST",
    headers: { authorization: `Bearer ${world.service.adminKey}`, "content-type": type },
    body,
  });
  const answer = { status: response.status, headers: response.headers, body: (await response.json()) as Problem };

  await expectRefusal(answer, 415, "unsupported_media_type");
});
