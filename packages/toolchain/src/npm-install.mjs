import { findOnPath, runTool } from "./run-tool.mjs";
import { SetupFailure } from "./setup-failure.mjs";

/**
 * Installs one package, and nothing else, into a folder. Its install scripts do not run.
 *
 * @param {string} folder
 * @param {string} specifier Such as `pnpm@10.34.9`.
 * @param {NodeJS.ProcessEnv} env
 */
export async function npmInstall(folder, specifier, env) {
  const [npm] = findOnPath("npm", env.PATH);
  if (!npm) {
    throw new SetupFailure(
      `npm is not on the PATH, it is needed to install ${specifier}; install Node together with npm from https://nodejs.org`,
    );
  }

  // Under `npm run --silent` the outer npm's log level is inherited through the environment and would hide the reason.
  const flags = ["--prefix", folder, "--global=false", "--loglevel=error", "--ignore-scripts"];
  const quiet = ["--no-save", "--no-package-lock", "--no-audit", "--no-fund"];
  const { status, output } = await runTool(npm, ["install", ...flags, ...quiet, specifier], { env, cwd: folder });
  if (status === 0) return;

  throw new SetupFailure(
    `npm could not install ${specifier} (exit status ${status}); see its last lines above, check the network and \`npm config get registry\`, then run the command again`,
    { details: output },
  );
}
