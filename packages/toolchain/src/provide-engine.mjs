import { join } from "node:path";
import { buildEngine } from "./build-engine.mjs";
import { downloadEngine } from "./download-engine.mjs";
import { ENGINE_FILES, ENGINE_KEY, findEngine } from "./find-engine.mjs";
import { installOnce } from "./install-once.mjs";
import { say } from "./progress.mjs";
import { PULUMI_VERSION } from "./versions.mjs";

/**
 * The `pulumi` program of the pinned version: found, else downloaded, else built.
 *
 * @param {{ root: string, cache: string, env: NodeJS.ProcessEnv }} context
 */
export async function provideEngine({ root, cache, env }) {
  const found = await findEngine({ env, cache, onNotice: say });
  if (found) return found;

  const folder = await installOnce({
    cache,
    key: ENGINE_KEY,
    label: `Pulumi ${PULUMI_VERSION}`,
    files: ENGINE_FILES,
    build: async (partial) => {
      const noDownload = await downloadEngine(partial, env);
      if (noDownload)
        await buildEngine({ folder: partial, toolchain: join(root, "packages", "toolchain"), env, noDownload });
    },
  });
  return join(folder, "bin", "pulumi");
}
