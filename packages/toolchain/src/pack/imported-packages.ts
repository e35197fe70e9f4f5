import { readdirSync, readFileSync } from "node:fs";
import { isBuiltin } from "node:module";
import path from "node:path";

/** Packages that compiled code and its types import by name; those of Node itself are left out. */
export function importedPackages(folder: string): Set<string> {
  const files = readdirSync(folder).filter((name) => /\.(js|d\.ts)$/.test(name));
  const names = files.flatMap((name) => {
    const text = readFileSync(path.join(folder, name), "utf8");
    return [...text.matchAll(/^(?:import|export)\b[^"';]*["']([^"']+)["'];?$/gm)].map(
      ([, specifier = ""]) => specifier,
    );
  });
  const packages = names
    .filter((name) => !/^[.#]/.test(name) && !isBuiltin(name))
    .map((name) =>
      name
        .split("/")
        .slice(0, name.startsWith("@") ? 2 : 1)
        .join("/"),
    );
  return new Set(packages);
}
