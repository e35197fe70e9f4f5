/** What a user of the Automation API writes, after its documentation: `createOrSelectStack`, the configuration, `up`. */
import { TENANT_PROJECT, tenantConfigFromPulumi, tenantProgram } from "@freehold/stack-tenant";
import { LocalWorkspace, type Stack } from "@pulumi/pulumi/automation/index.js";
import { serveOrders } from "./forked-way.ts";
import { type BenchTenant, TENANT_SETTINGS } from "./way.ts";

async function program(): Promise<Record<string, unknown>> {
  return { ...tenantProgram(tenantConfigFromPulumi(process.env)) };
}

/** An inline program's workspace is a new folder each time, so the configuration is set each time. */
async function open(tenant: BenchTenant): Promise<Stack> {
  const stack = await LocalWorkspace.createOrSelectStack({ ...stackNamed(tenant), program });
  const settings = Object.entries({ ...TENANT_SETTINGS, ...tenant });
  await stack.setAllConfig(Object.fromEntries(settings.map(([key, value]) => [key, { value }])));
  return stack;
}

function stackNamed({ name }: BenchTenant): { stackName: string; projectName: string } {
  return { stackName: name, projectName: TENANT_PROJECT };
}

serveOrders({
  async create(tenant) {
    const { outputs } = await (await open(tenant)).up();
    if (outputs.url === undefined) throw new Error(`${tenant.name} was created without the output url`);
  },
  async update(tenant) {
    await (await open(tenant)).up({ expectNoChanges: true });
  },
  async destroy(tenant) {
    const stack = await LocalWorkspace.selectStack({ ...stackNamed(tenant), program });
    await stack.destroy();
    await stack.workspace.removeStack(tenant.name);
  },
});
