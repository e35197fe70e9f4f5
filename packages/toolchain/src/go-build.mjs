import { requireSpace } from "./disk-space.mjs";
import { startProgress } from "./progress.mjs";
import { runTool } from "./run-tool.mjs";
import { SetupFailure } from "./setup-failure.mjs";

/**
 * A program that Go builds.
 *
 * @typedef {object} GoProgram
 * @property {string} label For messages.
 * @property {string} package
 * @property {string} version
 * @property {string} versionVariable The variable in which the program says its version.
 */

/**
 * Nearly all of it goes to Go's own caches, wherever they are.
 *
 * @param {{ go: string, env: NodeJS.ProcessEnv, gib: number, purpose: string }} options
 */
export async function requireBuildSpace({ go, env, gib, purpose }) {
  const { stdout } = await runTool(go, ["env", "GOCACHE"], { env });
  const [goCache = "/"] = stdout;
  await requireSpace(goCache, gib, purpose, "set GOCACHE and GOMODCACHE to folders on a larger disk");
}

/**
 * Builds one program of a module that `go.sum` pins; a few seconds when Go's own cache has it.
 *
 * @param {{ go: string, program: GoProgram, cwd: string, output: string, env: NodeJS.ProcessEnv }} options `cwd` is the module's folder.
 */
export async function goBuild({ go, program, cwd, output, env }) {
  // A GOFLAGS or a go.work of the user's could put other modules in place of those that go.sum pins.
  const goEnv = { ...env, GOFLAGS: "-mod=readonly", GOWORK: "off" };
  const progress = startProgress(`building ${program.label} with Go, once per machine`);

  const listed = await runTool(go, ["list", "-deps", program.package], {
    cwd,
    env: goEnv,
    onErrorLine: counter((count) => progress.update(`${count} modules downloaded`)),
  });
  const total = listed.stdout.length;

  const linkerFlags = `-s -w -X ${program.versionVariable}=v${program.version}`;
  const args = ["build", "-v", "-trimpath", "-ldflags", linkerFlags, "-o", output, program.package];
  const built =
    listed.status === 0
      ? await runTool(go, args, {
          cwd,
          env: goEnv,
          onErrorLine: counter((count) => progress.update(`${count} of ${total} packages compiled`)),
        })
      : listed;
  progress.end(built.status === 0 ? "done" : "failed");
  if (built.status === 0) return;

  throw new SetupFailure(
    `Go could not build ${program.label} (exit status ${built.status}); see its last lines above, check that Go is 1.25 or newer and reaches its module proxy (\`go env GOPROXY\`), then run the command again`,
    { details: built.output },
  );
}

/** @param {(count: number) => void} report */
function counter(report) {
  let count = 0;
  return () => {
    count += 1;
    report(count);
  };
}
