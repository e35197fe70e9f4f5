import { mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import type { StackRef } from "../stack-ref.ts";

/** Who carries out an operation: enough to prove later, from another process, that it is gone. */
export const RunRecord = z.object({
  operationId: z.string(),
  /** The runner, and the process group that it leads. */
  pid: z.number().int(),
  pgid: z.number().int(),
  startTime: z.string(),
  host: z.string(),
  /** Stands in the environment of every process of the group. */
  mark: z.string(),
});
export type RunRecord = z.infer<typeof RunRecord>;

/** The records of the operations that run, or ran when the service was lost. */
export interface RunRecords {
  write(ref: StackRef, record: RunRecord): Promise<void>;
  list(ref: StackRef): Promise<RunRecord[]>;
  remove(ref: StackRef, operationId: string): Promise<void>;
}

/** Records as files, `<folder>/<project>/<stack>/<operation>.json`. */
export function createRunRecords(folder: string): RunRecords {
  const folderOf = (ref: StackRef) => join(folder, ref.project, ref.name);
  const fileOf = (ref: StackRef, operationId: string) => join(folderOf(ref), `${encodeURIComponent(operationId)}.json`);
  return {
    async write(ref, record) {
      await mkdir(folderOf(ref), { recursive: true });
      await writeFile(fileOf(ref, record.operationId), JSON.stringify(record));
    },
    async list(ref) {
      const names = await readdir(folderOf(ref)).catch(emptyWhenMissing);
      const texts = await Promise.all(names.map((name) => readFile(join(folderOf(ref), name), "utf8")));
      return texts.map((text) => RunRecord.parse(JSON.parse(text)));
    },
    async remove(ref, operationId) {
      await rm(fileOf(ref, operationId), { force: true });
      const left = await readdir(folderOf(ref)).catch(emptyWhenMissing);
      if (left.length === 0) await rm(folderOf(ref), { recursive: true, force: true });
    },
  };
}

function emptyWhenMissing(error: NodeJS.ErrnoException): string[] {
  if (error.code === "ENOENT") return [];
  throw error;
}
