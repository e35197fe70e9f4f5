import path from "node:path";
import type { Root } from "../process-kind.ts";
import { forkWay } from "./forked-way.ts";
import { startProviders } from "./providers.ts";
import type { Way, WayContext } from "./way.ts";

/** Somebody who uses Pulumi on the sandbox without Freehold: with what the sandbox prints for it, and state and providers of their own. */
export async function userWay({ pulumiBin, home, sandbox }: WayContext, module: URL, kind: Root["kind"]): Promise<Way> {
  const providers = await startProviders();
  const env = {
    ...sandbox.pulumi.env,
    ...providers.env,
    HOME: home,
    PATH: `${path.dirname(pulumiBin)}:${sandbox.pulumi.env.PATH}`,
    PULUMI_HOME: path.join(home, "pulumi"),
    PULUMI_BACKEND_URL: `file://${home}`,
  };
  const way = await forkWay(module, env, kind).catch(async (error: unknown) => {
    await providers.close();
    throw error;
  });
  return {
    ...way,
    roots: [...way.roots, providers.root],
    async close() {
      await way.close();
      await providers.close();
    },
  };
}
