import { LocalWorkspace, PulumiCommand } from "@pulumi/pulumi/automation/index.js";
import { program } from "./program.ts";

/** What the parent asks: one create of a stack of this name. */
export interface UsualCreate {
  stack: string;
}

/** One create as the Automation API's documentation shows it: `createOrSelectStack`, then `up`; answers its length in milliseconds. */
async function create({ stack }: UsualCreate): Promise<number> {
  const startedAt = performance.now();
  const made = await LocalWorkspace.createOrSelectStack(
    { stackName: stack, projectName: "bench", program },
    { pulumiCommand: command, ...(process.env.BENCH_HOME !== undefined && { pulumiHome: process.env.BENCH_HOME }) },
  );
  await made.setConfig("name", { value: stack });
  await made.up();
  return performance.now() - startedAt;
}

const command = await PulumiCommand.get({ root: process.env.BENCH_PULUMI_ROOT ?? "", skipVersionCheck: true });
process.on("message", async (order: UsualCreate) => process.send?.(await create(order)));
process.on("disconnect", () => process.exit(0));
process.send?.("ready");
