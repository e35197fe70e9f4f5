import { type RecordedProgram, recordProgram } from "@freehold/components/testing";
import type { Cloud } from "@freehold/model";
import { testHostKeys } from "@freehold/ssh/testing";
import { parseTenantConfig, type TenantStackConfigInput, tenantProgram } from "@freehold/stack-tenant";
import { expect, test } from "@jest/globals";
import { changedResources } from "./changed-resources.ts";

const ZONE = "tenants.example.com";
const SLOT: Partial<TenantStackConfigInput> = {
  ...{ region: "cellar", tls: "none" },
  providers: { docker: { host: "ssh://ops@192.0.2.7", ...testHostKeys() }, cloudflare: { apiToken: "t2" } },
};
const MACHINE: Partial<TenantStackConfigInput> = {
  region: "fsn1",
  providers: { hcloud: { token: "t1" }, cloudflare: { apiToken: "t2" } },
};

/** Every resource that the tenant's program makes, by its name, with what it is made with. */
async function made(cloud: Cloud, beside: Partial<TenantStackConfigInput>): Promise<Map<string, string>> {
  const config = parseTenantConfig({
    ...{ tenantId: "tabc123", organization: "org1", operation: "op1", name: "acme", cloud, zone: ZONE },
    ...(cloud === "docker" ? SLOT : MACHINE),
    ...beside,
  } as TenantStackConfigInput);
  const { resources }: RecordedProgram<object> = await recordProgram("tabc123", () => ({ ...tenantProgram(config) }));
  const stateOnly = /^(random|tls|time):|^pulumi:|^freehold:/;
  return new Map(
    resources
      .filter(({ type, name }) => !stateOnly.test(type) && !name.endsWith("issued-at"))
      .map(({ name, inputs }) => [name, JSON.stringify(inputs)]),
  );
}

function differing(before: Map<string, string>, after: Map<string, string>): string[] {
  const created = [...after.keys()].filter((name) => !before.has(name)).map((name) => `create ${name}`);
  const deleted = [...before.keys()].filter((name) => !after.has(name)).map((name) => `delete ${name}`);
  const updated = [...after].filter(([name, inputs]) => before.has(name) && before.get(name) !== inputs);
  return [...created, ...deleted, ...updated.map(([name]) => `update ${name}`)].sort();
}

/** A tenant without a mail server is warned of it. */
const QUIET = { emailAutoconfirm: true };
const HAS = ["192.0.2.0/24"];

test.each([
  ["hetzner", null, null, null],
  ["hetzner", null, null, HAS],
  ["hetzner", null, HAS, []],
  ["hetzner", null, HAS, ["198.51.100.0/24"]],
  ["docker", "host1", null, null],
] as const)(
  "at %s (host %s), networks %j → %j: what the program makes differently is what was foreseen",
  async (cloud, hostId, before, after) => {
    const tenant = {
      name: "acme",
      zone: ZONE,
      template: "supabase",
      cloud,
      mode: "dedicated" as const,
      hostId,
      databaseAllowedFrom: before && [...before],
    };

    const foreseen = changedResources(tenant, after ?? before ?? []);
    const actual = differing(
      await made(cloud, {
        databaseAllowedFrom: [...(before ?? [])],
        settings: { ...QUIET, siteUrl: "https://a.example.com" },
      }),
      await made(cloud, {
        databaseAllowedFrom: [...(after ?? before ?? [])],
        settings: { ...QUIET, siteUrl: "https://b.example.com" },
      }),
    );

    expect(foreseen.map(({ op, name }) => `${op} ${name}`).sort()).toEqual(actual);
  },
);
