import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { cacheDir } from "./cache-dir.mjs";
import { goBuild, requireBuildSpace } from "./go-build.mjs";
import { installOnce } from "./install-once.mjs";
import { findOnPath, isProgram, runTool } from "./run-tool.mjs";
import { SetupFailure } from "./setup-failure.mjs";
import { SPACE_GIB, YAML_HOST_VERSION } from "./versions.mjs";

const MODULE = fileURLToPath(new URL("../yaml-host", import.meta.url));
const FILE = "pulumi-language-yaml";
const PROGRAM = {
  label: `Pulumi's YAML host ${YAML_HOST_VERSION}`,
  package: "github.com/pulumi/pulumi-yaml/cmd/pulumi-language-yaml",
  version: YAML_HOST_VERSION,
  versionVariable: "github.com/pulumi/pulumi-yaml/pkg/version.Version",
};

/**
 * The host that runs Pulumi YAML programs: the one beside the engine, as the official release has it, else ours in the cache, built with Go
 * in about two minutes, once per machine. Only tests that bring YAML programs up ask for it.
 *
 * @param {{ env: NodeJS.ProcessEnv, pulumi: string, cache?: string }} options
 * @returns {Promise<string>} The folder that `PATH` must name.
 * @throws SetupFailure where there is none and no Go to build it with
 */
export async function provideYamlHost({ env, pulumi, cache = cacheDir(env) }) {
  if (isProgram(join(dirname(pulumi), FILE))) return dirname(pulumi);

  const folder = await installOnce({
    cache,
    key: `yaml-host-${YAML_HOST_VERSION}`,
    label: PROGRAM.label,
    files: [join("bin", FILE)],
    build: (partial) => build(join(partial, "bin", FILE), env),
  });
  return join(folder, "bin");
}

/**
 * @param {string} output
 * @param {NodeJS.ProcessEnv} env
 */
async function build(output, env) {
  const [go] = findOnPath("go", env.PATH);
  if (!go)
    throw new SetupFailure(`${PROGRAM.label} is built with Go, which is not on the PATH; install Go 1.25 or newer`);
  await requireBuildSpace({ go, env, gib: SPACE_GIB.yamlHostBuild, purpose: `building ${PROGRAM.label}` });
  await goBuild({ go, program: PROGRAM, cwd: MODULE, output, env });

  const { stdout } = await runTool(go, ["version", "-m", output], { env });
  if (stdout.some((line) => line.includes(`github.com/pulumi/pulumi-yaml\tv${YAML_HOST_VERSION}`))) return;
  throw new Error(`what was built as ${PROGRAM.label} says that it is another version: ${stdout.join("; ")}`);
}
