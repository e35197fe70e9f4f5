import type { Permission } from "@freehold/model";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { makeTwoCustomers, type TwoCustomers } from "../testing/two-customers.ts";
import { ACME, type Answer, makeWorld, type World } from "../testing/world.ts";
import { openApiDocument } from "./openapi.ts";

/** A route as the API's description has it. */
interface Described {
  id: string;
  method: string;
  path: string;
  permission: Permission;
  query: string[];
  body: object | undefined;
}

const ROUTES = describedRoutes();

/** Collections whose things are everybody's, or the platform's and behind `platform:admin`. */
const NOBODYS = new Set(["clouds", "hosts"]);

/** A body that passes the checks of each route that takes one. */
const BODIES: Readonly<Record<string, object>> = {
  createTenant: { ...ACME, name: "made-by-asking" },
  previewTenant: { ...ACME, name: "made-by-asking" },
  changeTenant: { protected: true },
  previewChange: { protected: true },
  forgetTenant: { reason: "nobody knows where it is" },
  addDomain: { domain: "new.asking-corp.example.com" },
  createCredential: { cloud: "hetzner", name: "mine", access: { token: "x" } },
  changeCredential: { name: "mine" },
  registerHost: {},
  changeHost: { draining: true },
  declareHostDead: { name: "unknown" },
  createOrganization: { name: "new-corp" },
  changeOrganization: { tier: "free" },
  createMember: { name: "New", email: "new@asking-corp.example.com", role: "viewer" },
  changeMember: { name: "Changed" },
  createApiKey: { name: "new", role: "viewer" },
  changeApiKey: { name: "changed" },
  approveOperation: { reason: "it is asked for" },
  applyApproval: { token: "fha_unknown" },
  createWebhook: { url: "https://hooks.asking-corp.example.com/" },
  changeWebhook: { enabled: false },
  redeliverWebhook: {},
};

/** Fields of bodies that hold an id although their name does not end with it. */
const NAMES_A_THING = new Set(["event"]);

/** Bodies that name a thing of the other customer's, for every field of a body that holds an id. */
const NAMING: Readonly<Record<string, (theirs: TwoCustomers["theirs"]) => object[]>> = {
  "createApiKey memberId": ({ members = [] }) => members.map((memberId) => ({ name: "theirs", memberId })),
  "redeliverWebhook event": ({ events = [] }) => events.map((event) => ({ event })),
};

let world: World;
let two: TwoCustomers;
let before: unknown;
beforeAll(async () => {
  world = await makeWorld();
  two = await makeTwoCustomers(world);
  before = await stateOfOther();
});
afterAll(() => world.close());

const NAMED = ROUTES.filter(({ path }) => collectionsOf(path).some((collection) => !NOBODYS.has(collection)));

describe("what is another organization's is not found", () => {
  test.each(NAMED)("$method $path", async (route) => {
    for (const path of pathsToTheirs(route)) {
      const unknown = pathsWith(route, unknownOf);
      for (const asker of two.keys) {
        const answer = await ask(route, path, asker);
        const nothing = await ask(route, unknown, asker);

        expect({ ...statusAndCode(answer), as: asker.kind, path }).toEqual({
          ...expected(route, answer),
          as: asker.kind,
          path,
        });
        // What is there and another's must look like what is not there.
        expect(answer.status).toBe(nothing.status);
        expect(marksIn(answer.body, path)).toEqual([]);
      }
    }
  });
});

describe("a thing of one's own does not lead to another's", () => {
  const nested = NAMED.filter(({ path }) => collectionsOf(path).length > 1);

  test.each(nested)("$method $path", async (route) => {
    for (const theirs of two.theirs[collectionsOf(route.path).at(-1) ?? ""] ?? []) {
      const path = pathsWith(route, (collection, place) => (place === 0 ? (two.own[collection] ?? "") : theirs));
      for (const asker of two.keys) {
        const answer = await ask(route, path, asker);

        expect({ ...statusAndCode(answer), as: asker.kind }).toEqual({ ...expected(route, answer), as: asker.kind });
      }
    }
  });
});

describe("lists and answers hold nothing of another organization's", () => {
  const unnamed = ROUTES.filter(({ path }) => collectionsOf(path).every((collection) => NOBODYS.has(collection)));

  test.each(unnamed)("$method $path", async (route) => {
    const path = pathsWith(route, (collection) => (collection === "clouds" ? "hetzner" : "unknown"));
    for (const asker of two.keys) {
      for (const query of queriesFor(route)) {
        const answer = await ask(route, `${path}${query}`, asker);

        expect(statusAndCode(answer).code).not.toBe("internal");
        if (!mayCall(route, answer)) expect(statusAndCode(answer)).toEqual({ status: 403, code: "forbidden" });
        expect(marksIn(answer.body, query)).toEqual([]);
      }
    }
  });
});

describe("a body that names a thing of another organization's is refused like one that names nothing", () => {
  const fields = ROUTES.flatMap((route) => idFields(route.body).map((field) => ({ route, field })));

  test.each(fields)("$route.method $route.path: $field", async ({ route, field }) => {
    const bodies = NAMING[`${route.id} ${field}`];
    if (bodies === undefined)
      throw new Error(`say in NAMING how ${route.id} names another organization's thing: ${field}`);
    for (const body of bodies(two.theirs)) {
      for (const { key, headers } of two.keys) {
        const path = pathsWith(route, (collection) => two.own[collection] ?? "unknown");
        const answer = await world.request<{ code: string }>(route.method, path, { body, key, headers });

        expect([403, 404]).toContain(answer.status);
        expect(["forbidden", "not_found"]).toContain(answer.body.code);
      }
    }
  });
});

test("an Idempotency-Key of another organization's gives nothing of its answer", async () => {
  const headers = { "Idempotency-Key": "the-same-for-both" };
  const body = { name: "a key", role: "viewer" };

  const theirs = await two.other.request<{ apiKey: { id: string } }>("POST", "/v1/api-keys", { body, headers });
  const own = await two.asking.request<{ apiKey: { id: string } }>("POST", "/v1/api-keys", { body, headers });

  expect([theirs.status, own.status]).toEqual([201, 201]);
  expect(own.body.apiKey.id).not.toBe(theirs.body.apiKey.id);
});

test("after all of it the other organization has what it had", async () => {
  expect(await stateOfOther()).toEqual(before);
});

test("every route with a body has one here, and every collection has something of another's", () => {
  const bodiless = ROUTES.filter(({ id, body }) => body !== undefined && BODIES[id] === undefined).map(({ id }) => id);
  const empty = NAMED.flatMap(({ path }) => collectionsOf(path)).filter(
    (collection) => !NOBODYS.has(collection) && (two.theirs[collection] ?? []).length === 0,
  );

  // Give the route a body in BODIES, or the other customer such a thing in testing/two-customers.ts.
  expect({ bodiless, empty }).toEqual({ bodiless: [], empty: [] });
});

function unknownOf(collection: string): string {
  return collection === "domains" ? "unknown.example.com" : "unknown";
}

type Asker = TwoCustomers["keys"][number];

function ask(route: Described, path: string, { key, headers }: Asker): Promise<Answer> {
  const body = BODIES[route.id];
  return world.request(route.method, path, { key, headers, ...(body !== undefined && { body }) });
}

function statusAndCode({ status, body }: Answer): { status: number; code: unknown } {
  return { status, code: (body as { code?: unknown }).code };
}

/** 404, or 403 where the key may not ask for such things at all. */
function expected(route: Described, answer: Answer): { status: number; code: string } {
  return mayCall(route, answer) ? { status: 404, code: "not_found" } : { status: 403, code: "forbidden" };
}

/** A refusal for want of a permission names the route's own; any other 403 is a fault. */
function mayCall({ permission }: Described, { status, body }: Answer): boolean {
  return status !== 403 || !String((body as { detail?: unknown }).detail).includes(`the permission ${permission},`);
}

/** What of the other customer's an answer holds, beside what the request itself said. */
function marksIn(body: unknown, asked: string): string[] {
  const text = JSON.stringify(body);
  return Object.values(two.theirs)
    .flat()
    .concat(["secret-member@", "key-of-other-corp", "account-of-other-corp"])
    .filter((mark) => !asked.includes(mark) && text.includes(mark));
}

/** Nothing, and each parameter with each of the other customer's ids and names. */
function queriesFor({ query }: Described): string[] {
  const values = Object.values(two.theirs).flat();
  return ["", ...query.flatMap((name) => values.map((value) => `?${name}=${encodeURIComponent(value)}`))];
}

function pathsToTheirs(route: Described): string[] {
  const [first = ""] = collectionsOf(route.path);
  return (two.theirs[first] ?? []).map((theirs) =>
    pathsWith(route, (collection, place) => (place === 0 ? theirs : (two.theirs[collection]?.[0] ?? "unknown"))),
  );
}

function pathsWith({ path }: Described, value: (collection: string, place: number) => string): string {
  const collections = collectionsOf(path);
  let place = 0;
  return path.replaceAll(/\{\w+\}/g, () => {
    const given = value(collections[place] ?? "", place);
    place += 1;
    return encodeURIComponent(given);
  });
}

/** The segments that parameters stand behind: `/v1/tenants/{idOrName}/domains/{domain}`: `tenants`, `domains`. */
function collectionsOf(path: string): string[] {
  return [...path.matchAll(/([^/]+)\/\{\w+\}/g)].map(([, collection = ""]) => collection);
}

function idFields(body: object | undefined): string[] {
  return Object.keys((body as { properties?: object } | undefined)?.properties ?? {}).filter(
    (name) => /Ids?$/.test(name) || NAMES_A_THING.has(name),
  );
}

async function stateOfOther(): Promise<unknown> {
  const { other, theirs } = two;
  const [tenant = ""] = theirs.tenants ?? [];
  const reads = ["/v1/tenants", `/v1/tenants/${tenant}/domains`, `/v1/tenants/${tenant}/operations`, "/v1/credentials"];
  const keysAside = ["/v1/members", `/v1/organizations/${other.id}`];
  return Promise.all([...reads, ...keysAside].map(async (url) => (await other.request("GET", url)).body));
}

function describedRoutes(): Described[] {
  const { paths = {}, components } = openApiDocument("test") as unknown as Document;
  return Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods)
      // What is not built says so to everybody, before anything is looked for.
      .filter(([, { responses }]) => responses["501"] === undefined)
      // What machines sign is of one tenant each.
      .filter(([, { security }]) => security.length > 0)
      .map(([method, operation]) => ({
        ...{ id: operation.operationId, method: method.toUpperCase(), path },
        permission: operation.security[0]?.apiKey[0] ?? "platform:admin",
        query: (operation.parameters ?? []).filter((parameter) => parameter.in === "query").map(({ name }) => name),
        body: resolved(operation.requestBody?.content["application/json"]?.schema, components),
      })),
  );
}

interface Document {
  paths?: Record<string, Record<string, Operation>>;
  components?: Components;
}

interface Components {
  schemas?: Record<string, object>;
}

interface Operation {
  operationId: string;
  security: { apiKey: Permission[] }[];
  parameters?: { in: string; name: string }[];
  requestBody?: { content: Record<string, { schema: object }> };
  responses: Record<string, unknown>;
}

function resolved(schema: object | undefined, components: Components | undefined): object | undefined {
  const name = schema && "$ref" in schema ? String(schema.$ref).split("/").at(-1) : undefined;
  return name === undefined ? schema : components?.schemas?.[name];
}
