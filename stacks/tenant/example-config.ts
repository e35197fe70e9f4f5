import { parseTenantConfig, type TenantStackConfig, type TenantStackConfigInput } from "./contract.ts";

/** A configuration for tests: what an operator would have to set, and nothing more. */
export function exampleConfig(change: Partial<TenantStackConfigInput> = {}): TenantStackConfig {
  return parseTenantConfig({
    tenantId: "tabc123",
    name: "acme",
    cloud: "hetzner",
    region: "fsn1",
    zone: "tenants.example.com",
    providers: {
      hcloud: { token: "hcloud-token-of-the-test" },
      cloudflare: { apiToken: "cloudflare-token-of-the-test" },
    },
    ...change,
  });
}
