import { createHash } from "node:crypto";
import { accessSync, constants, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { delimiter, dirname, join } from "node:path";
import { requireWritableCache } from "./cache-dir.mjs";
import { requireSpace } from "./disk-space.mjs";
import { installOnce } from "./install-once.mjs";
import { withLock } from "./lock.mjs";
import { npmInstall } from "./npm-install.mjs";
import { say, startProgress } from "./progress.mjs";
import { runTool } from "./run-tool.mjs";
import { SetupFailure } from "./setup-failure.mjs";
import { PNPM_VERSION, SPACE_GIB } from "./versions.mjs";

/**
 * Makes `node_modules` what the lock file says; does nothing when the last installation was from the same files.
 *
 * @param {{ root: string, cache: string, env: NodeJS.ProcessEnv, node: string }} context
 */
export async function provideDependencies({ root, cache, env, node }) {
  const wanted = dependencyStamp(root);
  if (installedStamp(root) === wanted) return;

  requireWritableCheckout(root);
  await requireWritableCache(cache);
  const pnpm = await providePnpm(cache, env);
  const lock = join(cache, "locks", `dependencies-${hashOf([root]).slice(0, 12)}.lock`);

  await withLock(lock, "installing the dependencies", async () => {
    if (installedStamp(root) === wanted) return; // another set-up finished while this one waited

    await requireSpace(
      root,
      SPACE_GIB.dependencies,
      "installing the dependencies",
      "clone the repository to a larger disk",
    );
    await pnpmInstall({ root, env, node, pnpm });
    writeFileSync(stampFile(root), wanted);
  });
}

/**
 * A fingerprint of everything that decides what `pnpm install` does in this checkout on this platform.
 *
 * @param {string} root
 */
export function dependencyStamp(root) {
  const folders = readdirSync(root, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && entry.name !== "node_modules" && !entry.name.startsWith("."))
    .map((entry) => entry.name);
  const nested = folders.flatMap((folder) => readdirSync(join(root, folder)).map((name) => join(folder, name)));

  // Workspace packages are at most two folders deep.
  const manifests = ["", ...folders, ...nested].map((folder) => join(folder, "package.json")).sort();
  const files = ["pnpm-lock.yaml", "pnpm-workspace.yaml", ...manifests].filter((file) => existsSync(join(root, file)));
  const contents = files.flatMap((file) => [file, readFileSync(join(root, file), "utf8")]);

  return hashOf([`${process.platform}-${process.arch}`, ...contents]);
}

/** @param {string} root */
export function stampFile(root) {
  return join(root, "node_modules", ".freehold-stamp");
}

/** @param {string} root */
function installedStamp(root) {
  return existsSync(stampFile(root)) ? readFileSync(stampFile(root), "utf8") : undefined;
}

/** @param {readonly string[]} texts */
function hashOf(texts) {
  const hash = createHash("sha256");
  for (const text of texts) hash.update(`${text.length}:${text}`);
  return hash.digest("hex");
}

/**
 * @param {string} cache
 * @param {NodeJS.ProcessEnv} env
 */
async function providePnpm(cache, env) {
  const script = join("node_modules", "pnpm", "bin", "pnpm.cjs");
  const folder = await installOnce({
    cache,
    key: `pnpm-${PNPM_VERSION}`,
    label: `pnpm ${PNPM_VERSION}`,
    files: [script],
    build: async (partial) => {
      await requireSpace(cache, SPACE_GIB.pnpm, `installing pnpm ${PNPM_VERSION}`);
      say(`installing pnpm ${PNPM_VERSION} into ${cache}`);
      await npmInstall(partial, `pnpm@${PNPM_VERSION}`, env);
    },
  });
  return join(folder, script);
}

/** @param {string} root */
function requireWritableCheckout(root) {
  try {
    mkdirSync(join(root, "node_modules"), { recursive: true });
    accessSync(join(root, "node_modules"), constants.W_OK);
  } catch (error) {
    const { code } = /** @type {NodeJS.ErrnoException} */ (error);
    throw new SetupFailure(
      `cannot write the dependencies to ${join(root, "node_modules")} (${code}); clone the repository to a folder that can be written to`,
      { cause: error },
    );
  }
}

/** @param {{ root: string, env: NodeJS.ProcessEnv, node: string, pnpm: string }} context */
async function pnpmInstall({ root, env, node, pnpm }) {
  const progress = startProgress("installing the dependencies");
  // Under `npm run --silent` the outer npm's log level is inherited through the environment and would hide the reason.
  const args = [
    pnpm,
    "install",
    "--frozen-lockfile",
    "--reporter=append-only",
    "--loglevel=info",
    "--config.confirmModulesPurge=false",
  ];
  // Install scripts start `node`, and must find this one.
  const path = [dirname(node), env.PATH].join(delimiter);
  const { status, output } = await runTool(node, args, { env: { ...env, PATH: path }, cwd: root });
  progress.end(status === 0 ? "done" : "failed");
  if (status === 0) return;

  throw new SetupFailure(
    `pnpm could not install the dependencies (exit status ${status}); see its last lines above, check the network, then run the command again`,
    { details: output },
  );
}
