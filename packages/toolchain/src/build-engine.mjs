import { join } from "node:path";
import { requireSpace } from "./disk-space.mjs";
import { engineFault } from "./find-engine.mjs";
import { startProgress } from "./progress.mjs";
import { findOnPath, runTool } from "./run-tool.mjs";
import { SetupFailure } from "./setup-failure.mjs";
import { LANGUAGE_HOST_VERSION, PULUMI_VERSION, SPACE_GIB } from "./versions.mjs";

const PROGRAMS = [
  {
    label: `Pulumi ${PULUMI_VERSION}`,
    module: "engine",
    package: "github.com/pulumi/pulumi/pkg/v3/cmd/pulumi",
    version: PULUMI_VERSION,
    file: "pulumi",
  },
  {
    label: `its Node language host ${LANGUAGE_HOST_VERSION}`,
    module: "language-host",
    package: "github.com/pulumi/pulumi/sdk/v3/nodejs/cmd/pulumi-language-nodejs",
    version: LANGUAGE_HOST_VERSION,
    file: "pulumi-language-nodejs",
  },
];

/**
 * Fills `folder/bin` from the Go modules that this package pins: about four minutes on two cores, a few seconds when
 * Go's own cache has it.
 *
 * @param {{ folder: string, toolchain: string, env: NodeJS.ProcessEnv, noDownload: string }} options
 *   `noDownload` says why the official release could not be had.
 */
export async function buildEngine({ folder, toolchain, env, noDownload }) {
  const [go] = findOnPath("go", env.PATH);
  if (!go) {
    throw new SetupFailure(
      `Pulumi ${PULUMI_VERSION} cannot be downloaded (${noDownload}) and there is no Go to build it with; ` +
        "connect to the internet, or install Go 1.25 or newer, or set FREEHOLD_PULUMI_BIN to a pulumi of that version",
    );
  }
  await requireBuildSpace(go, env);

  for (const program of PROGRAMS) {
    await goBuild({
      go,
      program,
      cwd: join(toolchain, program.module),
      output: join(folder, "bin", program.file),
      env,
    });
  }
  const fault = await engineFault(join(folder, "bin", "pulumi"), env);
  if (fault) throw new Error(`the engine that was built ${fault}`);
}

/**
 * Nearly all of it goes to Go's own caches, wherever they are.
 *
 * @param {string} go
 * @param {NodeJS.ProcessEnv} env
 */
async function requireBuildSpace(go, env) {
  const { stdout } = await runTool(go, ["env", "GOCACHE"], { env });
  const [goCache = "/"] = stdout;
  await requireSpace(
    goCache,
    SPACE_GIB.engineBuild,
    `building Pulumi ${PULUMI_VERSION}`,
    "set GOCACHE and GOMODCACHE to folders on a larger disk",
  );
}

/** @param {{ go: string, program: typeof PROGRAMS[number], cwd: string, output: string, env: NodeJS.ProcessEnv }} options */
async function goBuild({ go, program, cwd, output, env }) {
  // A GOFLAGS or a go.work of the user's could put other modules in place of those that go.sum pins.
  const goEnv = { ...env, GOFLAGS: "-mod=readonly", GOWORK: "off" };
  const progress = startProgress(`building ${program.label} with Go, once per machine`);

  const listed = await runTool(go, ["list", "-deps", program.package], {
    cwd,
    env: goEnv,
    onErrorLine: counter((count) => progress.update(`${count} modules downloaded`)),
  });
  const total = listed.stdout.length;

  const linkerFlags = `-s -w -X github.com/pulumi/pulumi/sdk/v3/go/common/version.Version=v${program.version}`;
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
