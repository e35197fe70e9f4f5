import { createHash } from "node:crypto";
import { readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { NPM_INTEGRITY } from "./digests.mjs";
import { findOnPath, runTool } from "./run-tool.mjs";
import { SetupFailure } from "./setup-failure.mjs";

// Under `npm run --silent` the outer npm's log level is inherited through the environment and would hide the reason.
const FLAGS = ["--loglevel=error", "--ignore-scripts"];

/**
 * Installs one package, and nothing else, into a folder. What npm brings is compared with the pinned digest before it is unpacked; its
 * install scripts do not run.
 *
 * @param {string} folder
 * @param {string} specifier Such as `pnpm@10.34.9`.
 * @param {NodeJS.ProcessEnv} env
 * @param {Readonly<Record<string, string>>} [digests] By specifier, as `dist.integrity` of the registry has them. @default - those that are pinned
 */
export async function npmInstall(folder, specifier, env, digests = NPM_INTEGRITY) {
  const [npm] = findOnPath("npm", env.PATH);
  if (!npm) {
    throw new SetupFailure(
      `npm is not on the PATH, it is needed to install ${specifier}; install Node together with npm from https://nodejs.org`,
    );
  }
  const run = runner({ npm, folder, specifier, env });

  await run(["pack", specifier, "--pack-destination", folder]);
  const archive = join(folder, `${specifier.replace("@", "-")}.tgz`);
  await assertPinned(archive, specifier, digests[specifier]);

  const quiet = ["--no-save", "--no-package-lock", "--no-audit", "--no-fund"];
  await run(["install", "--prefix", folder, "--global=false", ...quiet, archive]);
  await rm(archive);
}

/**
 * @param {{ npm: string, folder: string, specifier: string, env: NodeJS.ProcessEnv }} context
 * @returns {(args: readonly string[]) => Promise<void>}
 */
function runner({ npm, folder, specifier, env }) {
  return async ([verb = "", ...args]) => {
    const { status, output } = await runTool(npm, [verb, ...FLAGS, ...args], { env, cwd: folder });
    if (status === 0) return;

    throw new SetupFailure(
      `npm could not install ${specifier} (exit status ${status}); see its last lines above, check the network and \`npm config get registry\`, then run the command again`,
      { details: output },
    );
  };
}

/**
 * @param {string} archive
 * @param {string} specifier
 * @param {string | undefined} pinned
 */
async function assertPinned(archive, specifier, pinned) {
  const bytes = await readFile(archive).catch(() => Buffer.alloc(0));
  const got = `sha512-${createHash("sha512").update(bytes).digest("base64")}`;
  if (got === pinned) return;

  throw new SetupFailure(
    `what npm brought as ${specifier} is not what was published: its digest is ${got}, pinned is ${pinned ?? "none"}; nothing of it was started; check \`npm config get registry\` and what is between it and this machine`,
  );
}
