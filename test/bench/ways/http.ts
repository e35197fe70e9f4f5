import { createClient } from "@freehold/client";
import { ADMIN_KEY, startServiceChild } from "../../system/service-child.ts";
import { TENANT_SETTINGS, type Way, type WayContext } from "./way.ts";

const NO_UPDATE =
  "not over HTTP: no route asks for a plain update (PATCH /v1/tenants/:t is not built; refresh only compares, heal runs the engine four times)";

/** The service in a process of its own, asked over HTTP; each operation is followed by its events to its end. */
export async function http({ pulumiBin, home, concurrency, sandbox }: WayContext): Promise<Way> {
  const service = await startServiceChild({
    FREEHOLD_HOME: home,
    FREEHOLD_SANDBOX: sandbox.file,
    FREEHOLD_PULUMI_BIN: pulumiBin,
    FREEHOLD_WORKERS: String(concurrency),
  });
  const client = createClient({ baseUrl: service.url, apiKey: ADMIN_KEY });
  const untilEnded = async (operationId: string) => {
    const { status, failure } = await client.waitForOperation(operationId);
    if (status !== "succeeded") throw new Error(`${operationId} is ${status}: ${failure?.code}, ${failure?.reason}`);
  };
  const { cloud, region, size } = TENANT_SETTINGS;
  return {
    operations: {
      async create({ name }) {
        const placement = { cloud, region, size };
        const { operation } = await client.createTenant({ name, template: "supabase", placement });
        await untilEnded(operation.id);
        await client.getOutputs(name);
      },
      update: NO_UPDATE,
      async destroy({ name }) {
        const { operation } = await client.deleteTenant(name);
        await untilEnded(operation.id);
      },
    },
    roots: [{ pid: service.child.pid, kind: "service" }],
    close: () => service.child.end(),
  };
}
