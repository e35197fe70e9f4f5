import { placementOf } from "@freehold/stack-contract/cloud-settings";
import { expect, test } from "@jest/globals";
import * as pulumi from "@pulumi/pulumi";
import { tenantConfigFromPulumi } from "./config.ts";
import { parseTenantConfig, TENANT_SETTINGS, toStackConfig } from "./contract.ts";
import { exampleConfig } from "./example-config.ts";

function configure(entries: Record<string, { value: string }>): void {
  pulumi.runtime.setAllConfig(Object.fromEntries(Object.entries(entries).map(([key, { value }]) => [key, value])));
}

test("an operator sets name, cloud, region, zone and tokens; all else has a default", () => {
  expect(exampleConfig()).toEqual({
    tenantId: "tabc123",
    name: "acme",
    organization: "operator",
    databaseAllowedFrom: [],
    operation: "cli",
    template: "supabase",
    cloud: "hetzner",
    region: "fsn1",
    size: "small",
    keepServerType: false,
    zone: "tenants.example.com",
    dnsProvider: "cloudflare",
    ignoreTaken: false,
    sshPort: 22,
    sshUser: "freehold",
    profile: "web",
    protect: false,
    tls: "own",
    withoutWorkload: false,
    ports: {},
    templates: [],
    settings: {},
    providers: {
      hcloud: { token: "hcloud-token-of-the-test" },
      cloudflare: { apiToken: "cloudflare-token-of-the-test" },
    },
  });
});

test("a stack configured with a configuration runs with that configuration", () => {
  const config = exampleConfig({
    protect: true,
    settings: { disableSignup: true, poolSize: 5 },
    zoneId: "z1",
    sshPort: 22022,
    sshAllowedFrom: ["192.0.2.0/24"],
  });
  configure(toStackConfig(config));

  expect(tenantConfigFromPulumi({})).toEqual(config);
});

test("a machine's own address at Proxmox VE is a setting of its stack, and of no environment", () => {
  const proxmoxve = { endpoint: "https://192.0.2.2:8006", apiToken: "root@pam!freehold=uuid" };
  const { cloudflare } = exampleConfig().providers;
  const own = { address: "192.0.2.7/24", gateway: "192.0.2.1" };
  const build = (change: object) =>
    exampleConfig({
      cloud: "proxmox",
      region: "pve",
      providers: { cloudflare, proxmoxve: { ...proxmoxve, ...change } },
    });
  configure(toStackConfig(build(own)));

  expect(placementOf(tenantConfigFromPulumi({}).providers)).toEqual(own);
  expect(TENANT_SETTINGS.filter(({ key }) => /^proxmoxve:(address|gateway)$/.test(key)).map(({ env }) => env)).toEqual([
    undefined,
    undefined,
  ]);
  expect(() => build({ address: "192.0.2.7" })).toThrow(
    /proxmoxve:address must be an address with its prefix, such as 192.0.2.7\/24, got "192.0.2.7"/,
  );
});

test("tokens and settings are secret in the stack's configuration", () => {
  const secret = Object.entries(toStackConfig(exampleConfig())).filter(([, entry]) => entry.secret);

  expect(secret.map(([key]) => key)).toEqual(["freehold-tenant:settings", "hcloud:token", "cloudflare:apiToken"]);
});

test("the sandbox's environment stands in for endpoints, tokens, port and zone, the stack's name for the tenant's id", async () => {
  await pulumi.runtime.setMocks(
    { newResource: () => ({ id: "", state: {} }), call: () => ({}) },
    "freehold-tenant",
    "tdef456",
  );
  configure({
    "freehold-tenant:name": { value: "acme" },
    "freehold-tenant:cloud": { value: "hetzner" },
    "freehold-tenant:region": { value: "fsn1" },
  });

  const config = tenantConfigFromPulumi({
    HCLOUD_TOKEN: "t1",
    HCLOUD_ENDPOINT: "http://127.0.0.1:1/v1",
    CLOUDFLARE_API_TOKEN: "t2",
    CLOUDFLARE_BASE_URL: "http://127.0.0.1:2/client/v4",
    FREEHOLD_SSH_PORT: "22022",
    FREEHOLD_ZONE: "tenants.freehold.test",
    FREEHOLD_ZONE_ID: "z1",
  });

  expect(config).toMatchObject({
    tenantId: "tdef456",
    sshPort: 22022,
    zone: "tenants.freehold.test",
    zoneId: "z1",
    providers: {
      hcloud: { token: "t1", endpoint: "http://127.0.0.1:1/v1" },
      cloudflare: { apiToken: "t2", baseUrl: "http://127.0.0.1:2/client/v4" },
    },
  });
});

test("a configuration without anything names each key that is missing", () => {
  configure({});

  expect(() => tenantConfigFromPulumi({})).toThrow(
    expect.objectContaining({
      code: "invalid_request",
      errors: [
        { pointer: "/name", detail: "is not set" },
        { pointer: "/cloud", detail: "is not set" },
        { pointer: "/region", detail: "is not set" },
        { pointer: "/zone", detail: "is not set and neither is FREEHOLD_ZONE" },
        { pointer: "/providers/cloudflare/apiToken", detail: "is not set and neither is CLOUDFLARE_API_TOKEN" },
      ],
    }),
  );
});

test.each([
  ["name", "Acme Corp", /^must be 3 to 40 characters: .* got "Acme Corp"$/],
  ["size", "huge", /^must be one of small, medium, large, xlarge, got "huge"$/],
  ["tls", "outside", /^must be one of own, internal, .*none, got "outside"$/],
  ["sshPort", 70000, /^must be at most 65535, got 70000$/],
  ["organization", "Acme & Co", /^must be 1 to 63 letters, .* got "Acme & Co"$/],
  ["colour", "red", /^must not have the keys colour/],
])("%s: %j is refused", (key, value, detail) => {
  expect(() => parseTenantConfig({ ...exampleConfig(), [key]: value })).toThrow(
    expect.objectContaining({ errors: [expect.objectContaining({ detail: expect.stringMatching(detail) })] }),
  );
});

test("an unknown provider is named without the secrets of the others", () => {
  const secret = "hcloud-token-of-the-test";
  const providers = { hcloud: { token: secret }, cloudflare: { apiToken: "t" }, other: {} };

  const parse = () => parseTenantConfig({ ...exampleConfig(), providers });

  expect(parse).toThrow('must not have the keys other, got ["hcloud","cloudflare","other"]');
  expect(parse).not.toThrow(secret);
});
