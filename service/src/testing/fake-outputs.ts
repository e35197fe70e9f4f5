import type { RunRequest } from "@freehold/engine";
import type { StackOutputs } from "@freehold/model";

/** Outputs such as a tenant's stack answers, with secrets that no two tenants share. */
export function fakeOutputs({ stack, config }: RunRequest): StackOutputs {
  const name = config["freehold-tenant:name"]?.value ?? "unknown";
  const host = `${name}.tenants.freehold.test`;
  return {
    machine: {
      id: "4711",
      cloud: "hetzner",
      region: config["freehold-tenant:region"]?.value ?? "fsn1",
      ipv4: "127.20.0.2",
      ssh: { host: "127.20.0.2", port: 22022, user: "freehold", hostKey: "ssh-ed25519 AAAA" },
    },
    sshPrivateKey: `private-key-of-${stack}`,
    url: `https://${host}`,
    endpoints: { api: `https://${host}` },
    workload: { template: "supabase", version: config["freehold-tenant:templateVersion"]?.value ?? "2026.09" },
    credentials: {
      anonKey: `anon-of-${stack}`,
      serviceRoleKey: `service-of-${stack}`,
      jwtSecret: `jwt-of-${stack}`,
      databaseUrl: `postgres://of-${stack}`,
      dashboardPassword: `password-of-${stack}`,
    },
    dns: [{ name: host, type: "A", value: "127.20.0.2" }],
    costPerMonth: { amount: 5.99, currency: "EUR" },
  };
}
