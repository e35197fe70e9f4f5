import { mkdtemp, rm } from "node:fs/promises";
import { join } from "node:path";
import type Docker from "dockerode";
import { followProgress, reasonOf } from "./docker-engine.ts";
import { hasCommand, runCommand } from "./run-command.ts";

const OFFICIAL = "debian:12";
const OWN = "freehold-sandbox-debian:12";

/** Makes sure that a Debian 12 image is there, pulled or made with debootstrap. Resolves with its name. */
export async function ensureBaseImage(docker: Docker, cacheDir: string, log: (line: string) => void): Promise<string> {
  for (const image of [OFFICIAL, OWN]) {
    if (await isThere(docker, image)) {
      return image;
    }
  }
  log(`pulling ${OFFICIAL}`);
  const refusal = await pull(docker, OFFICIAL);
  if (refusal === undefined) {
    return OFFICIAL;
  }
  if (!(await hasCommand("debootstrap"))) {
    throw new Error(
      `the machine image needs ${OFFICIAL}, which cannot be pulled (${refusal}), or debootstrap to make it, which is not installed; install debootstrap or use simulated machines`,
    );
  }
  await bootstrap(docker, cacheDir, log);
  return OWN;
}

/** True when the engine has the image. */
export async function isThere(docker: Docker, image: string): Promise<boolean> {
  return docker
    .getImage(image)
    .inspect()
    .then(
      () => true,
      () => false,
    );
}

/** Resolves with the reason when the image cannot be pulled. */
async function pull(docker: Docker, image: string): Promise<string | undefined> {
  try {
    await followProgress(docker, await docker.pull(image));
    return undefined;
  } catch (error) {
    return reasonOf(error);
  }
}

async function bootstrap(docker: Docker, cacheDir: string, log: (line: string) => void): Promise<void> {
  const folder = await mkdtemp(join(cacheDir, "debootstrap-"));
  const root = join(folder, "root");
  try {
    log("making a Debian 12 image with debootstrap (once, about a minute)");
    await runCommand("debootstrap", ["--variant=minbase", "bookworm", root]).catch((error: unknown) => {
      throw new Error(
        `debootstrap could not make a Debian 12 image (it needs root and a Debian mirror); run as root or use simulated machines`,
        { cause: error },
      );
    });
    const archive = join(folder, "root.tar");
    await runCommand("tar", ["-C", root, "-cf", archive, "."]);
    const [repo, tag] = OWN.split(":");
    await followProgress(docker, await docker.importImage(archive, { repo, tag }));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
