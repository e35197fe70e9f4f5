import { mkdir, readdir, readFile, rename, rm, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { FreeholdError } from "@freehold/model";
import { z } from "zod";
import { qualifiedName, type StackRef } from "../stack-ref.ts";
import { Deployment } from "./deployment.ts";
import type { LockHolder, StateStore } from "./state-store.ts";

/** 4 when a resource uses what version 3 has no word for; what is read here is the same in all, also in those of older engines. */
const NEWEST_CHECKPOINT = 4;
const Checkpoint = z.looseObject({
  version: z.int(),
  checkpoint: z.looseObject({ latest: Deployment.nullish() }),
});
const Lock = z.object({ pid: z.number(), hostname: z.string(), timestamp: z.string() });

/** Layout 1 of the engine's file backend (`pkg/backend/diy/meta.go`): stacks belong to projects. */
const LAYOUT = "version: 1\n";

/**
 * The engine's file backend, read and written directly: a process of the engine for each of these questions would cost 0.2 to 0.4 s of CPU.
 *
 * @param folder - what `file://` names; the engine keeps its own folder `.pulumi` inside
 */
export function createFileStateStore(folder: string): StateStore {
  const root = join(folder, ".pulumi");
  const stacksOf = (ref: StackRef) => join(root, "stacks", ref.project);
  const stateOf = (ref: StackRef) => join(stacksOf(ref), `${ref.name}.json`);
  const locksOf = (ref: StackRef) => join(root, "locks", qualifiedName(ref));

  const readCheckpoint = async (ref: StackRef) => {
    const text = await readFile(stateOf(ref), "utf8").catch(whenMissing(undefined));
    if (text === undefined) return undefined;
    const checkpoint = Checkpoint.parse(JSON.parse(text));
    if (checkpoint.version > NEWEST_CHECKPOINT) throw tooNew(ref, checkpoint.version);
    return checkpoint;
  };

  return {
    async prepare(ref) {
      await mkdir(stacksOf(ref), { recursive: true });
      await writeNew(join(root, "meta.yaml"), LAYOUT);
      await writeNew(
        stateOf(ref),
        JSON.stringify({ version: 3, checkpoint: { stack: qualifiedName(ref), latest: null } }),
      );
      return "ready";
    },
    exists: async (ref) => (await stat(stateOf(ref)).catch(whenMissing(undefined))) !== undefined,
    async lockHolders(ref) {
      // Beside each file its attributes may stand, `.json.attrs`.
      const names = (await readdir(locksOf(ref)).catch(whenMissing<string[]>([]))).filter((name) =>
        name.endsWith(".json"),
      );
      const texts = await Promise.all(
        names.map((name) => readFile(join(locksOf(ref), name), "utf8").catch(whenMissing(undefined))),
      );
      return texts.flatMap((text) => (text === undefined ? [] : [holderOf(text)]));
    },
    async mend(ref) {
      const names = await readdir(stacksOf(ref)).catch(whenMissing<string[]>([]));
      const attributes = names.filter((name) => name.startsWith(`${ref.name}.`) && name.endsWith(".attrs"));
      for (const name of attributes) {
        const path = join(stacksOf(ref), name);
        if (!isJson(await readFile(path, "utf8"))) await rm(path, { force: true });
      }
    },
    unlock: (ref) => rm(locksOf(ref), { recursive: true, force: true }),
    read: async (ref) => (await readCheckpoint(ref))?.checkpoint.latest ?? undefined,
    async write(ref, _passphrase, deployment) {
      const whole = await readCheckpoint(ref);
      if (whole === undefined) throw new Error(`the stack ${qualifiedName(ref)} has no state to change`);
      await replace(
        stateOf(ref),
        JSON.stringify({ ...whole, checkpoint: { ...whole.checkpoint, latest: deployment } }),
      );
    },
    async remove(ref) {
      // The state goes last: while it is there, the stack counts as not removed.
      for (const kind of ["history", "backups"])
        await rm(join(root, kind, ref.project, ref.name), { recursive: true, force: true });
      await rm(locksOf(ref), { recursive: true, force: true });
      const names = await readdir(stacksOf(ref)).catch(whenMissing([]));
      const own = names.filter((name) => name.startsWith(`${ref.name}.`)).sort((a, b) => b.length - a.length);
      for (const name of own) await rm(join(stacksOf(ref), name), { force: true });
    },
  };
}

function tooNew(ref: StackRef, version: number): FreeholdError {
  return new FreeholdError(
    "state_too_new",
    `the state of ${qualifiedName(ref)} has version ${version}, this engine reads up to ${NEWEST_CHECKPOINT}`,
  );
}

function holderOf(text: string): LockHolder {
  const { pid, hostname, timestamp } = Lock.parse(JSON.parse(text));
  return { pid, host: hostname, since: timestamp };
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

/** Writes a file that nobody has written yet. */
async function writeNew(path: string, text: string): Promise<void> {
  await writeFile(path, text, { flag: "wx" }).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== "EEXIST") throw error;
  });
}

/** A reader sees the old text or the new one, never a part. */
async function replace(path: string, text: string): Promise<void> {
  const beside = `${path}.${process.pid}.new`;
  await writeFile(beside, text);
  await rename(beside, path);
}

function whenMissing<T>(value: T): (error: NodeJS.ErrnoException) => T {
  return (error) => {
    if (error.code === "ENOENT") return value;
    throw error;
  };
}
