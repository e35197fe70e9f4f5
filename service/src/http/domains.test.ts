import { type DomainChange, FreeholdError, type Operation, type Tenant, type TenantDomain } from "@freehold/model";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { startDns, type TestDns } from "../testing/dns-server.ts";
import { ACME, makeWorld, type World } from "../testing/world.ts";

/** Address of every machine of the fake engine. */
const MACHINE = "127.20.0.2";

let dns: TestDns;
let world: World;
beforeAll(async () => {
  dns = await startDns();
  world = await makeWorld({ config: { dnsResolvers: [dns.address] } });
});
afterAll(async () => {
  await world.close();
  await dns.close();
});

const active = async (name: string): Promise<void> => {
  await world.ended((await world.signUp(name)).body.operation.id);
};
const claim = (tenant: string, domain: string) =>
  world.request<TenantDomain>("POST", `/v1/tenants/${tenant}/domains`, { body: { domain } });
const verify = (tenant: string, domain: string) =>
  world.request<DomainChange>("POST", `/v1/tenants/${tenant}/domains/${domain}/verify`);
const prove = ({ proof }: TenantDomain): void => dns.set(proof.name, proof.type as "TXT", [proof.value]);
const read = async (name: string): Promise<Tenant> => (await world.request<Tenant>("GET", `/v1/tenants/${name}`)).body;

test("a domain is proven, looked at, served, and given up", async () => {
  await active("acme");

  const claimed = await claim("acme", "app.acme.example");
  expect(claimed).toMatchObject({
    status: 201,
    body: {
      status: "pending",
      proof: {
        name: "_freehold.app.acme.example",
        type: "TXT",
        value: expect.stringMatching(/^freehold-verify=.{32}$/),
      },
      targets: [
        { name: "app.acme.example", type: "A", value: MACHINE },
        { name: "app.acme.example", type: "CNAME", value: "acme.tenants.freehold.test" },
      ],
    },
  });

  const unproven = await verify("acme", "app.acme.example");
  expect(unproven.body).toMatchObject({
    domain: {
      status: "pending",
      reason: expect.stringMatching(/^the TXT record _freehold\.app\.acme\.example must be .* got none$/),
    },
    operation: null,
  });

  prove(claimed.body);
  dns.set("app.acme.example", "A", ["192.0.2.9"]);
  const astray = await verify("acme", "app.acme.example");
  expect(astray.body).toMatchObject({
    domain: { status: "verified", reason: "app.acme.example must lead to 127.20.0.2, it leads to 192.0.2.9" },
    operation: null,
  });
  expect((await read("acme")).domain).toBeNull();

  dns.set("app.acme.example", "A", [MACHINE]);
  const right = await verify("acme", "app.acme.example");
  const update = await world.ended(right.body.operation?.id ?? "");
  expect(update).toMatchObject({ kind: "update", status: "succeeded" });
  expect(world.engine.lastConfig["freehold-tenant:domain"]).toEqual({ value: "app.acme.example" });
  expect(await read("acme")).toMatchObject({ status: "active", domain: "app.acme.example" });
  const list = await world.request<{ items: TenantDomain[] }>("GET", "/v1/tenants/acme/domains");
  expect(list.body.items).toMatchObject([{ domain: "app.acme.example", status: "active", reason: null }]);

  const removed = await world.request<DomainChange>("DELETE", "/v1/tenants/acme/domains/app.acme.example");
  await world.ended(removed.body.operation?.id ?? "");
  expect(world.engine.lastConfig["freehold-tenant:domain"]).toBeUndefined();
  expect((await read("acme")).domain).toBeNull();
});

test("a domain whose CAA records allow another authority only is not served, until they allow ours", async () => {
  await active("caa");
  const claimed = await claim("caa", "shop.caa.example");
  prove(claimed.body);
  dns.set("shop.caa.example", "A", [MACHINE]);
  dns.set("caa.example", "CAA", ["0 issue pki.example"]);

  const kept = await verify("caa", "shop.caa.example");
  dns.set("caa.example", "CAA", ["0 issue pki.example", "0 issue letsencrypt.org"]);
  const allowed = await verify("caa", "shop.caa.example");
  await world.ended(allowed.body.operation?.id ?? "");

  expect(kept.body).toMatchObject({
    domain: {
      status: "verified",
      reason: expect.stringContaining("the CAA records of caa.example allow pki.example to issue certificates"),
    },
    operation: null,
  });
  expect(await read("caa")).toMatchObject({ status: "active", domain: "shop.caa.example" });
});

test("a name that no authority would give a certificate for is no claim", async () => {
  await active("names");

  const answers = [await claim("names", "ab--cd.example"), await claim("names", "müller.example")];

  expect(answers).toMatchObject([
    { status: 400, body: { errors: [{ pointer: "/domain", detail: expect.stringContaining("as in ab--cd") }] } },
    {
      status: 400,
      body: { errors: [{ pointer: "/domain", detail: expect.stringContaining("xn--mller-kva.example") }] },
    },
  ]);
});

test("a claim keeps nobody from a domain, a proof keeps everybody else, until its tenant is destroyed", async () => {
  await Promise.all([active("squatter"), active("owner")]);
  const squatted = await claim("squatter", "shop.example");
  const owned = await claim("owner", "shop.example");
  expect(owned.body.proof.value).not.toBe(squatted.body.proof.value);
  prove(owned.body);

  const [theirs, ours] = await Promise.all([verify("squatter", "shop.example"), verify("owner", "shop.example")]);
  const late = await claim("acme", "shop.example");
  prove(squatted.body);
  const again = await verify("squatter", "shop.example");
  const { body } = await world.request<{ operation: Operation }>("DELETE", "/v1/tenants/owner");
  await world.ended(body.operation.id);
  const freed = await verify("squatter", "shop.example");

  expect(theirs.body.domain?.status).toBe("pending");
  expect(ours.body.domain?.status).toBe("verified");
  expect(late).toMatchObject({ status: 409, body: { code: "domain_taken" } });
  expect(again).toMatchObject({ status: 409, body: { code: "domain_taken" } });
  expect(freed.body.domain?.status).toBe("verified");
});

test("two tenants that prove a domain at once: one gets it", async () => {
  await Promise.all([active("left"), active("right")]);
  const claims = await Promise.all([claim("left", "race.example"), claim("right", "race.example")]);
  dns.set(
    "_freehold.race.example",
    "TXT",
    claims.map(({ body }) => body.proof.value),
  );

  const verdicts = await Promise.all([verify("left", "race.example"), verify("right", "race.example")]);

  expect(verdicts.map(({ status }) => status).toSorted()).toEqual([200, 409]);
});

test("a domain that comes with a signup is a claim, and not served", async () => {
  const body = { ...ACME, name: "withdomain", domain: "with.example" };
  const { body: accepted } = await world.request<{ tenant: Tenant; operation: Operation }>("POST", "/v1/tenants", {
    body,
  });
  await world.ended(accepted.operation.id);

  const { body: list } = await world.request<{ items: TenantDomain[] }>("GET", "/v1/tenants/withdomain/domains");

  expect(accepted.tenant.domain).toBeNull();
  expect(world.engine.lastConfig["freehold-tenant:domain"]).toBeUndefined();
  expect(list.items).toMatchObject([{ domain: "with.example", status: "pending" }]);
});

test("an update that fails leaves the tenant degraded with the reason, and verifying again serves the domain", async () => {
  await active("bumpy");
  prove((await claim("bumpy", "bumpy.example")).body);
  dns.set("bumpy.example", "A", [MACHINE]);
  const error = new FreeholdError("machine_unreachable", "no SSH connection");
  world.engine.failOn = { type: "command:remote:Command", error };

  const failed = await world.ended((await verify("bumpy", "bumpy.example")).body.operation?.id ?? "");
  const between = await read("bumpy");
  world.engine.failOn = null;
  const second = await world.ended((await verify("bumpy", "bumpy.example")).body.operation?.id ?? "");

  expect(failed).toMatchObject({ status: "failed", failure: { code: "machine_unreachable" } });
  expect(between.status).toBe("degraded");
  expect(second.status).toBe("succeeded");
  expect(await read("bumpy")).toMatchObject({ status: "active", domain: "bumpy.example" });
});

test.each([
  ["in the service's own zone", "acme", "x.tenants.freehold.test", 400, "invalid_request"],
  ["that is no name", "acme", "Not A Domain", 400, "invalid_request"],
  ["of a tenant that is not there", "nobody", "a.example", 404, "not_found"],
])("a domain %s is refused", async (_what, tenant, domain, status, code) => {
  expect(await claim(tenant, domain)).toMatchObject({ status, body: { code } });
});

test("a signup with a domain in the service's own zone is refused, and so is its preview", async () => {
  const body = { ...ACME, name: "mine", domain: "shop.tenants.freehold.test" };

  for (const path of ["/v1/tenants", "/v1/tenants/preview"]) {
    expect(await world.request("POST", path, { body })).toMatchObject({
      status: 400,
      body: { code: "invalid_request", errors: [{ pointer: "/domain" }] },
    });
  }
});

test("a domain that was not added cannot be verified", async () => {
  expect(await verify("acme", "never.example")).toMatchObject({ status: 404, body: { code: "not_found" } });
});
