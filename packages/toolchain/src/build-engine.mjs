import { join } from "node:path";
import { engineFault } from "./find-engine.mjs";
import { goBuild, requireBuildSpace } from "./go-build.mjs";
import { findOnPath } from "./run-tool.mjs";
import { SetupFailure } from "./setup-failure.mjs";
import { LANGUAGE_HOST_VERSION, PULUMI_VERSION, SPACE_GIB } from "./versions.mjs";

const VERSION_VARIABLE = "github.com/pulumi/pulumi/sdk/v3/go/common/version.Version";

const PROGRAMS = [
  {
    label: `Pulumi ${PULUMI_VERSION}`,
    module: "engine",
    package: "github.com/pulumi/pulumi/pkg/v3/cmd/pulumi",
    version: PULUMI_VERSION,
    versionVariable: VERSION_VARIABLE,
    file: "pulumi",
  },
  {
    label: `its Node language host ${LANGUAGE_HOST_VERSION}`,
    module: "language-host",
    package: "github.com/pulumi/pulumi/sdk/v3/nodejs/cmd/pulumi-language-nodejs",
    version: LANGUAGE_HOST_VERSION,
    versionVariable: VERSION_VARIABLE,
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
  await requireBuildSpace({ go, env, gib: SPACE_GIB.engineBuild, purpose: `building Pulumi ${PULUMI_VERSION}` });

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
