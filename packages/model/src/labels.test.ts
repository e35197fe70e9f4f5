import { expect, test } from "@jest/globals";
import { tenantComment, tenantLabels, tenantOfComment, tenantSelector } from "./labels.ts";
import { maskOutputs, StackOutputs } from "./outputs.ts";
import { TenantName } from "./tenant.ts";

const owner = { tenantId: "t1a2b3c4", organization: "default", operation: "op9" };

test("labels name the manager, the tenant, the organization and the operation that created the resource", () => {
  expect(tenantLabels(owner)).toEqual({
    "managed-by": "freehold",
    "freehold-tenant": "t1a2b3c4",
    "freehold-organization": "default",
    "freehold-operation": "op9",
  });
  expect(tenantSelector("t1a2b3c4")).toBe("managed-by=freehold,freehold-tenant=t1a2b3c4");
});

test("a record's comment reports its tenant, and a stranger's comment reports none", () => {
  expect(tenantOfComment(tenantComment(owner))).toBe("t1a2b3c4");
  expect(tenantOfComment("freehold-tenant=t1a2b3c4, says somebody else")).toBeUndefined();
  expect(tenantOfComment(undefined)).toBeUndefined();
});

test("a tenant's comment fits into the 100 characters that Cloudflare's free plan allows", () => {
  const longest = { tenantId: "t".repeat(14), organization: "default", operation: "o".repeat(16) };
  expect(tenantComment(longest).length).toBeLessThanOrEqual(100);
});

test.each(["acme", "a-1", "a".repeat(40)])("%s is a tenant name", (name) => {
  expect(TenantName.safeParse(name).success).toBe(true);
});

test.each(["ab", "Acme", "my shop", "-acme", "acme-", "1acme", "a".repeat(41), "ac_me"])(
  "%s is no tenant name",
  (name) => {
    expect(TenantName.safeParse(name).success).toBe(false);
  },
);

test("masked outputs keep every key and no secret value", () => {
  const outputs = StackOutputs.parse({
    machine: {
      id: "1",
      cloud: "hetzner",
      region: "fsn1",
      ipv4: "127.77.0.1",
      ssh: { host: "127.77.0.1", port: 22, user: "freehold", hostKey: "ssh-ed25519 AAAA" },
    },
    sshPrivateKey: "canary-key",
    url: "https://acme.example.com",
    endpoints: {},
    workload: { template: "supabase", version: "0.7.0" },
    credentials: { jwtSecret: "canary-jwt" },
    dns: [],
    costPerMonth: { amount: 5.99, currency: "EUR" },
  });

  const masked = maskOutputs(outputs);

  expect(JSON.stringify(masked)).not.toContain("canary");
  expect(masked.credentials).toEqual({ jwtSecret: "***" });
  expect(masked.machine).toEqual(outputs.machine);
});
