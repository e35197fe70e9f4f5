import { execFileSync } from "node:child_process";
import { existsSync, globSync, mkdirSync, readFileSync, realpathSync, symlinkSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { brotliDecompressSync } from "node:zlib";
import { parse } from "yaml";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));
const ARCHIVE = new URL("./65e8db1.tar.br", import.meta.url);

interface Manifest {
  name: string;
  version: string;
  dependencies?: Record<string, string>;
}

/**
 * Unpacks the sources of 65e8db1 and gives them the packages that they were pinned to: their own of the workspace, and of the others those
 * that this version is installed with, which are the same.
 *
 * @param folder Is made. Not below a `node_modules`: Node strips no types there
 * @throws Error that names a package which this version has in another version than the earlier one was pinned to
 */
export function unpackSources(folder: string): void {
  mkdirSync(folder, { recursive: true });
  execFileSync("tar", ["-x", "-C", folder], { input: brotliDecompressSync(readFileSync(ARCHIVE)) });
  const { catalog } = parse(readFileSync(path.join(folder, "pnpm-workspace.yaml"), "utf8")) as {
    catalog: Record<string, string>;
  };
  for (const file of globSync("{packages/*,components,service,stacks/*,templates}/package.json", { cwd: folder })) {
    const place = path.dirname(file);
    const { name, dependencies = {} } = readManifest(path.join(folder, file));
    link(folder, name, path.join(folder, place));
    for (const [wanted, range] of Object.entries(dependencies)) {
      if (!range.startsWith("workspace:"))
        link(folder, wanted, installed(place, wanted, range === "catalog:" ? catalog[wanted] : range));
    }
  }
}

/** Where this version has a package, for a part of the repository or for any. */
function installed(place: string, name: string, range = ""): string {
  const folders = [path.join(place, "node_modules"), "node_modules/.pnpm/node_modules"];
  const found = folders.map((each) => path.join(ROOT, each, name)).find((each) => existsSync(each));
  const version = found && readManifest(path.join(found, "package.json")).version;
  if (found !== undefined && version !== undefined && fits(version, range)) return realpathSync(found);
  throw new Error(
    `65e8db1 needs ${name} ${range} and this version has ${version ?? "none"}: see test/earlier/README.md`,
  );
}

/** Whether a version is the one of a pin, or within a caret's range. */
function fits(version: string, range: string): boolean {
  return range.startsWith("^") ? version.split(".")[0] === range.slice(1).split(".")[0] : version === range;
}

function link(folder: string, name: string, target: string): void {
  const place = path.join(folder, "node_modules", name);
  mkdirSync(path.dirname(place), { recursive: true });
  if (!existsSync(place)) symlinkSync(target, place);
}

function readManifest(file: string): Manifest {
  return JSON.parse(readFileSync(file, "utf8")) as Manifest;
}
