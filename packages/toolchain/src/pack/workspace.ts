import { existsSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import type { Manifest } from "./published-manifest.ts";

/** The packages of this checkout, as far as publishing needs them. */
export interface Workspace {
  /** `package.json` of each package, by its name. */
  manifests: ReadonlyMap<string, Manifest>;

  /** What can be imported of them, by the name under which it is: path from the root. */
  sources: Readonly<Record<string, string>>;

  /** Versions that all of them have agreed on, by package. */
  catalog: Readonly<Record<string, string>>;
}

/** Packages are at most two folders deep. */
export function readWorkspace(root: string): Workspace {
  const folders = readdirSync(root, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && entry.name !== "node_modules" && !entry.name.startsWith("."))
    .flatMap(({ name }) => [name, ...readdirSync(path.join(root, name)).map((nested) => path.join(name, nested))])
    .filter((folder) => existsSync(path.join(root, folder, "package.json")));
  const packages = folders.map((folder) => ({ folder, manifest: manifestIn(path.join(root, folder)) }));

  return {
    manifests: new Map(packages.map(({ manifest }) => [manifest.name, manifest])),
    sources: Object.fromEntries(packages.flatMap(({ folder, manifest }) => exportsOf(folder, manifest))),
    catalog: readCatalog(readFileSync(path.join(root, "pnpm-workspace.yaml"), "utf8")),
  };
}

export function manifestIn(folder: string): Manifest {
  return JSON.parse(readFileSync(path.join(folder, "package.json"), "utf8")) as Manifest;
}

function exportsOf(folder: string, { name, exports = {} }: Manifest): [string, string][] {
  return Object.entries(exports as Record<string, unknown>).flatMap(([subpath, target]) =>
    typeof target === "string" && target.endsWith(".ts")
      ? [[path.posix.join(name, subpath), path.posix.join(folder, target)]]
      : [],
  );
}

/** The part `catalog:` of `pnpm-workspace.yaml`, whose entries are one name and one version a line. */
function readCatalog(text: string): Record<string, string> {
  const [, part = ""] = text.split(/^catalog:\n/m);
  const lines = part.split(/^\S/m)[0]?.matchAll(/^ +"?([^":\s]+)"?: +(\S+)$/gm) ?? [];
  return Object.fromEntries([...lines].map(([, name = "", version = ""]) => [name, version]));
}
