import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

/** The root of the checkout. */
export const ROOT = join(dirname(fileURLToPath(import.meta.url)), "..", "..");

const NOT_OURS = new Set(["node_modules", "dist", "coverage", ".git", ".pulumi", ".freehold"]);

/** Every file of the product, as paths from the root with forward slashes. */
export function sourceFiles(folder = ""): string[] {
  return readdirSync(join(ROOT, folder), { withFileTypes: true })
    .filter((entry) => !NOT_OURS.has(entry.name))
    .flatMap((entry) => {
      const path = folder ? `${folder}/${entry.name}` : entry.name;
      return entry.isDirectory() ? sourceFiles(path) : [path];
    })
    .sort();
}

export function readSource(path: string): string {
  return readFileSync(join(ROOT, path), "utf8");
}

export function exists(path: string): boolean {
  return existsSync(join(ROOT, path));
}

/** TypeScript and JavaScript. */
export function isCode(path: string): boolean {
  return /\.(ts|mts|mjs|js|tsx)$/.test(path);
}

export function isTest(path: string): boolean {
  return /\.test\.ts$|(^|\/)test(ing)?\//.test(path);
}

/** `rule: path:line: text` for each line of these files that matches. */
export function linesMatching(rule: string, paths: readonly string[], pattern: RegExp): string[] {
  return paths.flatMap((path) =>
    readSource(path)
      .split("\n")
      .flatMap((line, index) => (pattern.test(line) ? [`${rule}: ${path}:${index + 1}: ${line.trim()}`] : [])),
  );
}
