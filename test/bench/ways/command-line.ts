import { readdir, rm } from "node:fs/promises";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { userWay } from "./user-way.ts";
import { isBenchTenant, type Way, type WayContext } from "./way.ts";

/** Where the commands run; `pulumi config` writes a file for each stack there. */
export const STACK_FOLDER = fileURLToPath(new URL("../../../stacks/tenant/", import.meta.url));

/** `pulumi up` in stacks/tenant. The process that starts the commands stands for a shell, and does not count. */
export async function commandLine(context: WayContext): Promise<Way> {
  const way = await userWay(context, new URL("./command-line-process.ts", import.meta.url), "uncounted");
  return {
    ...way,
    async close() {
      await way.close();
      await removeSettings();
    },
  };
}

/** Of stacks that a benchmark which was cut off did not destroy. */
async function removeSettings(): Promise<void> {
  for (const file of await readdir(STACK_FOLDER)) {
    const stack = /^Pulumi\.(\w+)\.yaml$/.exec(file)?.[1];
    if (stack !== undefined && isBenchTenant(stack)) await rm(path.join(STACK_FOLDER, file));
  }
}
