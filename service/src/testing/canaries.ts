import { readdir, readFile, stat } from "node:fs/promises";
import path from "node:path";

/** Something that was written somewhere. */
export interface Written {
  /** Where, such as `log` or a file's path. */
  where: string;
  text: string;
}

/** Shortest value that is looked for: shorter ones occur by chance. */
const SHORTEST = 10;
/** Largest file that is read, in bytes. */
const LARGEST = 64 * 1024 * 1024;

/** Secrets that were planted or made, by name; says where one of them can be read. */
export class Canaries {
  readonly #forms = new Map<string, string[]>();

  /** @param value A secret; of one of several lines each line is looked for */
  plant(name: string, value: string): void {
    const lines = value.split("\n").filter((line) => line.length >= SHORTEST && !/^-----/.test(line));
    this.#forms.set(name, lines.flatMap(formsOf));
  }

  get size(): number {
    return this.#forms.size;
  }

  /** Every secret that can be read in what was written, as `<where>: <name>`, once each. */
  foundIn(written: readonly Written[]): string[] {
    const found = new Set<string>();
    for (const { where, text } of written) {
      for (const layer of layersOf(text)) {
        for (const [name, forms] of this.#forms)
          if (forms.some((form) => layer.includes(form))) found.add(`${where}: ${name}`);
      }
    }
    return [...found].sort();
  }
}

/** The value itself, percent-encoded and as it stands inside a JSON string, once and twice. */
function formsOf(value: string): string[] {
  const quoted = JSON.stringify(value).slice(1, -1);
  return [...new Set([value, encodeURIComponent(value), quoted, JSON.stringify(quoted).slice(1, -1)])];
}

/** The text, and what base64 in it stands for. */
function layersOf(text: string): string[] {
  const decoded = [...text.matchAll(/[A-Za-z0-9+/_-]{24,}={0,2}/g)].map(([run]) =>
    Buffer.from(run, "base64").toString("utf8"),
  );
  return [text, decoded.join("\n")];
}

/** Every file below a folder, as it is now. Those that go meanwhile are left out. */
export async function filesIn(folder: string): Promise<Written[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => []);
  const files = entries.filter((entry) => entry.isFile()).map((entry) => path.join(entry.parentPath, entry.name));
  const read = await Promise.all(files.map((file) => readIfThere(file, path.relative(folder, file))));
  return read.filter((file) => file !== undefined);
}

async function readIfThere(file: string, where: string): Promise<Written | undefined> {
  try {
    if ((await stat(file)).size > LARGEST) throw new Error(`${file} is too large to be looked through`);
    return { where, text: await readFile(file, "latin1") };
  } catch (error) {
    if (["ENOENT", "EACCES", "ESRCH"].includes((error as NodeJS.ErrnoException).code ?? "")) return undefined;
    throw error;
  }
}

/** The arguments of every process of the machine. */
export async function processArguments(): Promise<Written[]> {
  const ids = (await readdir("/proc")).filter((name) => /^\d+$/.test(name));
  const read = await Promise.all(ids.map((id) => readIfThere(`/proc/${id}/cmdline`, "process arguments")));
  return read.filter((file) => file !== undefined);
}
