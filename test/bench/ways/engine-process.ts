/** A program that asks Freehold's engine for what the service asks of it, but for the questions to the clouds after a destroy. */
import { readFile } from "node:fs/promises";
import { createEngine, type RunRequest, type RunResult } from "@freehold/engine";
import { toStackConfig } from "@freehold/stack-tenant";
import type { SandboxDescription } from "../../system/sandbox-child.ts";
import { serveOrders } from "./forked-way.ts";
import { type BenchTenant, TENANT_SETTINGS } from "./way.ts";

const PASSPHRASE = "a passphrase of the benchmark";

const { BENCH_PULUMI_BIN = "", BENCH_HOME = "", BENCH_POOL_SIZE = "", BENCH_SANDBOX = "" } = process.env;
const sandbox = JSON.parse(await readFile(BENCH_SANDBOX, "utf8")) as SandboxDescription;
const engine = await createEngine({
  pulumiBin: BENCH_PULUMI_BIN,
  home: BENCH_HOME,
  standIns: true,
  poolSize: Number(BENCH_POOL_SIZE),
});

function configOf({ name }: BenchTenant): RunRequest["config"] {
  const { hetzner, cloudflare, pulumi } = sandbox;
  return toStackConfig({
    ...TENANT_SETTINGS,
    ...{ tenantId: name, name, sshPort: Number(pulumi.env.FREEHOLD_SSH_PORT) },
    ...{ zone: cloudflare.zone, zoneId: cloudflare.zoneId },
    providers: {
      hcloud: { token: hetzner.token, endpoint: hetzner.endpoint },
      cloudflare: { apiToken: cloudflare.token, baseUrl: cloudflare.endpoint },
    },
  });
}

function run(tenant: BenchTenant, action: "up" | "destroy"): Promise<RunResult> {
  const target = { operationId: `${action}-${tenant.name}`, program: "tenant", stack: tenant.name, action };
  return engine.run({ ...target, config: configOf(tenant), passphrase: PASSPHRASE }, { onEvent: () => {} });
}

serveOrders(
  {
    async create(tenant) {
      const { outputs } = await run(tenant, "up");
      if (outputs.url === undefined) throw new Error(`${tenant.name} was created without the output url`);
    },
    async update(tenant) {
      const { changes } = await run(tenant, "up");
      if (Object.keys(changes).join() !== "same") throw new Error(`the update changed ${JSON.stringify(changes)}`);
    },
    async destroy(tenant) {
      await run(tenant, "destroy");
      await engine.removeStack({ program: "tenant", stack: tenant.name }, PASSPHRASE);
    },
  },
  () => engine.close(),
);
