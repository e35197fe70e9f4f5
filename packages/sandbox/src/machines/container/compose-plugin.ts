import { access, mkdir, rename } from "node:fs/promises";
import { homedir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { DockerEngine } from "./docker-engine.ts";
import { hasCommand, runCommand } from "./run-command.ts";

const VERSION = "2.40.0";
const OLDEST = [2, 24];
const GO_MODULE = fileURLToPath(new URL("../../../machine-image/compose", import.meta.url));

/** Where Docker's command-line client looks for plugins. */
const PLUGIN_FOLDERS = [
  join(homedir(), ".docker/cli-plugins"),
  "/usr/local/lib/docker/cli-plugins",
  "/usr/local/libexec/docker/cli-plugins",
  "/usr/lib/docker/cli-plugins",
  "/usr/libexec/docker/cli-plugins",
];

/** Path of a Docker Compose plugin for the engine's machines: the one installed here, else one built with Go and kept. */
export async function ensureComposePlugin(
  engine: DockerEngine,
  cacheDir: string,
  log: (line: string) => void,
): Promise<string> {
  const folder = join(cacheDir, `docker-compose-${VERSION}`);
  const built = join(folder, `docker-compose-linux-${engine.architecture}`);
  if (await exists(built)) {
    return built;
  }
  const installed = await installedPlugin(engine.architecture);
  if (installed !== undefined) {
    return installed;
  }
  if (!(await hasCommand("go"))) {
    throw new Error(
      `the machine image needs Docker Compose ${OLDEST.join(".")} or newer for Linux: none is installed here and there is no Go to build ${VERSION}; install the docker-compose-plugin package, or Go 1.24, or use simulated machines`,
    );
  }
  log(`building Docker Compose ${VERSION} (once, about three minutes)`);
  await mkdir(folder, { recursive: true });
  await build(`${built}.part`, engine.architecture, log);
  await rename(`${built}.part`, built);
  return built;
}

async function build(output: string, architecture: string, log: (line: string) => void): Promise<void> {
  const linkerFlags = `-s -w -X github.com/docker/compose/v2/internal.Version=v${VERSION}`;
  // Static, so that it runs on any Linux.
  const settings = ["CGO_ENABLED=0", "GOOS=linux", `GOARCH=${architecture}`, "GOFLAGS=-buildvcs=false"];
  const args = ["build", "-trimpath", "-ldflags", linkerFlags, "-o", output, "github.com/docker/compose/v2/cmd"];
  await runCommand("env", [...settings, "go", ...args], { cwd: GO_MODULE, log }).catch((error: unknown) => {
    throw new Error(
      `Docker Compose ${VERSION} could not be built; check that Go reaches its module proxy, or install the docker-compose-plugin package`,
      { cause: error },
    );
  });
}

/** A plugin that can run on the engine's machines: same system, same architecture, new enough. */
async function installedPlugin(architecture: string): Promise<string | undefined> {
  const here = { x64: "amd64", arm64: "arm64" }[process.arch as "x64" | "arm64"];
  if (process.platform !== "linux" || here !== architecture) {
    return undefined;
  }
  for (const folder of PLUGIN_FOLDERS) {
    const path = join(folder, "docker-compose");
    const version = await runCommand(path, ["docker-cli-plugin-metadata"]).catch(() => "");
    const [, major = "0", minor = "0"] = /"Version":\s*"v?(\d+)\.(\d+)/.exec(version) ?? [];
    const [oldestMajor = 0, oldestMinor = 0] = OLDEST;
    if (Number(major) > oldestMajor || (Number(major) === oldestMajor && Number(minor) >= oldestMinor)) {
      return path;
    }
  }
  return undefined;
}

async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
