import { cp, mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { stripTypeScriptTypes } from "node:module";
import path from "node:path";
import { fileURLToPath } from "node:url";

/** Folders with code that the service runs. Templates are for machines, and stay as they are. */
const COMPILED = ["packages", "components", "stacks", "service"];
const KEPT = ["templates", "package.json", "pnpm-workspace.yaml", "LICENSE"];

/** A file named where it is imported, or found by its URL: `"./main.ts"`. */
const RELATIVE_FILE = /(["'])(\.{1,2}\/[^"'\n]*)\.ts\1/g;

/**
 * Writes the checkout as JavaScript: the same files at the same places, without their types, each line where it was. It starts without Node's
 * type stripping, and needs the checkout's `node_modules` beside it.
 *
 * @param root The checkout
 * @param out Folder to write to; what is in it goes
 */
export async function compileCheckout(root: string, out: string): Promise<void> {
  await rm(out, { recursive: true, force: true });
  await mkdir(out, { recursive: true });
  for (const name of KEPT) await cp(path.join(root, name), path.join(out, name), COPY);
  for (const folder of COMPILED) {
    await cp(path.join(root, folder), path.join(out, folder), {
      ...COPY,
      filter: (file) => !file.endsWith(".test.ts"),
    });
    await compileFolder(path.join(out, folder));
  }
}

/** Links lead to `node_modules` of the checkout, by paths that stay right. */
const COPY = { recursive: true, verbatimSymlinks: true };

async function compileFolder(folder: string): Promise<void> {
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    const file = path.join(folder, entry.name);
    if (entry.isDirectory() && entry.name !== "node_modules") await compileFolder(file);
    else if (entry.name === "package.json") await rewrite(file, file);
    else if (entry.isFile() && entry.name.endsWith(".ts")) {
      await rewrite(file, file.replace(/\.ts$/, ".js"), (text) => stripTypeScriptTypes(text, { mode: "strip" }));
      await rm(file);
    }
  }
}

async function rewrite(from: string, to: string, compile = (text: string) => text): Promise<void> {
  const text = compile(await readFile(from, "utf8"));
  await writeFile(to, text.replaceAll(RELATIVE_FILE, "$1$2.js$1"));
}

const [, entry, out] = process.argv;
if (entry === fileURLToPath(import.meta.url)) {
  if (out === undefined) throw new Error("usage: node packages/toolchain/src/pack/compile-checkout.ts FOLDER");
  await compileCheckout(fileURLToPath(new URL("../../../../", import.meta.url)), path.resolve(out));
}
