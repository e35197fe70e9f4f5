import { join } from "node:path";
import { requireSpace } from "./disk-space.mjs";
import { installOnce } from "./install-once.mjs";
import { npmInstall } from "./npm-install.mjs";
import { say } from "./progress.mjs";
import { SetupFailure } from "./setup-failure.mjs";
import { NODE_MAJOR, NODE_PACKAGES, SPACE_GIB } from "./versions.mjs";

/**
 * The real Node binary that runs the product, never a shim: killing a shim would not end what it started.
 *
 * @param {{ cache: string, env: NodeJS.ProcessEnv, platform?: string, arch?: string, runningVersion?: string, digests?: Readonly<Record<string, string>> }} context
 */
export async function provideNode({
  cache,
  env,
  platform = process.platform,
  arch = process.arch,
  runningVersion = process.versions.node,
  digests,
}) {
  const { name, version } = nodePackageFor(platform, arch);
  if (Number.parseInt(runningVersion, 10) >= NODE_MAJOR) return process.execPath;

  const binary = join("node_modules", name, "bin", "node");
  const folder = await installOnce({
    cache,
    key: `node-${version}`,
    label: `Node ${version}`,
    files: [binary],
    build: async (partial) => {
      await requireSpace(cache, SPACE_GIB.node, `installing Node ${version}`);
      say(`installing Node ${version} (this one is ${runningVersion}) into ${cache}`);
      await npmInstall(partial, `${name}@${version}`, env, digests);
    },
  });
  return join(folder, binary);
}

/**
 * @param {string} platform
 * @param {string} arch
 */
function nodePackageFor(platform, arch) {
  if (platform === "win32") {
    throw new SetupFailure("Windows is not supported natively; run the same command inside WSL 2");
  }
  const found = NODE_PACKAGES[`${platform}-${arch}`];
  if (found) return found;

  throw new SetupFailure(
    `${platform}-${arch} is not supported, supported are ${Object.keys(NODE_PACKAGES).join(", ")}; run it on one of these`,
  );
}
