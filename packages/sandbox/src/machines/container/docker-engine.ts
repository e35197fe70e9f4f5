import type Docker from "dockerode";

/** The Docker engine that this machine's settings name, and what the sandbox must know of it. */
export interface DockerEngine {
  docker: Docker;
  /** As Go names it: `amd64`, `arm64`. */
  architecture: string;
  cgroupVersion: 1 | 2;
}

const GO_ARCHITECTURES: Record<string, string> = { x86_64: "amd64", aarch64: "arm64" };

/** Connects, or rejects with one sentence that says what to do. */
export async function connectToEngine(): Promise<DockerEngine> {
  // Loaded where it is used: it brings a gRPC client of 20 MB, and most sandboxes have simulated machines.
  const { default: Client } = await import("dockerode");
  const docker = new Client();
  const info: { OSType?: string; Architecture?: string; CgroupVersion?: string } = await docker
    .info()
    .catch((error: unknown) => {
      throw new Error(
        `container machines need a Docker engine and none answers (${reasonOf(error)}); start Docker, set DOCKER_HOST, or use simulated machines`,
        { cause: error },
      );
    });
  if (info.OSType !== "linux") {
    throw new Error(
      `container machines need a Docker engine that runs Linux containers, got "${info.OSType}"; switch it or use simulated machines`,
    );
  }
  const architecture = info.Architecture ?? "";
  return {
    docker,
    architecture: GO_ARCHITECTURES[architecture] ?? architecture,
    cgroupVersion: info.CgroupVersion === "2" ? 2 : 1,
  };
}

/** Reads an operation's progress to its end; rejects with the engine's message when it failed. */
export async function followProgress(
  docker: Docker,
  progress: NodeJS.ReadableStream,
  onLine: (line: string) => void = () => undefined,
): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    docker.modem.followProgress(
      progress,
      (error) => (error ? reject(error) : resolve()),
      (event: { stream?: string }) => {
        const line = event.stream?.trim() ?? "";
        if (line !== "") {
          onLine(line);
        }
      },
    );
  });
}

/** What went wrong, in the engine's own words and without the client's prefix. */
export function reasonOf(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  return message.replace(/^\(HTTP code \d+\) [a-z ]+ - /, "").trim();
}
