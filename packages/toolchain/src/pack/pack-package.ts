import { readFileSync } from "node:fs";
import { chmod, cp, mkdir, readFile, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import path from "node:path";
import { findOnPath, runTool } from "../run-tool.mjs";
import { SetupFailure } from "../setup-failure.mjs";
import { compile } from "./compile.ts";
import { importedPackages } from "./imported-packages.ts";
import { isTemplateFile } from "./is-template-file.ts";
import { publishedManifest } from "./published-manifest.ts";
import type { PublishedPackage } from "./published-packages.ts";
import { manifestIn, type Workspace } from "./workspace.ts";

/** Where packing takes place. */
export interface PackingPlace {
  root: string;
  workspace: Workspace;
  /** An empty folder for what is made on the way. */
  scratch: string;
  /** Folder for the archives. */
  out: string;
  env: NodeJS.ProcessEnv;
}

/** An archive that `npm install` takes. */
export interface PackedPackage {
  /** The name that the package is published under. */
  name: string;
  /** Path of the archive. */
  file: string;
}

/**
 * Compiles a package and packs it.
 *
 * @throws SetupFailure when npm is missing or fails
 */
export async function packPackage(published: PublishedPackage, place: PackingPlace): Promise<PackedPackage> {
  const { root, workspace, scratch, out, env } = place;
  const source = path.join(root, published.folder);
  const stage = path.join(scratch, "package");
  await mkdir(stage, { recursive: true });

  const { folder, entries, bundled = [] } = published;
  const outDir = path.join(stage, "dist");
  await compile({ root, folder, entries, bundled, scratch, outDir, sources: workspace.sources });

  const manifest = publishedManifest(
    manifestIn(source),
    workspace.manifests,
    workspace.catalog,
    importedPackages(outDir),
  );
  await writeFile(path.join(stage, "package.json"), `${JSON.stringify(manifest, null, 2)}\n`);
  await cp(path.join(root, "LICENSE"), path.join(stage, "LICENSE"));
  for (const file of published.files) await cp(path.join(source, file), path.join(stage, file));
  if (bundled.length > 0) await writeFile(path.join(stage, "THIRD-PARTY-LICENSES"), licencesOf(source, bundled));
  await cp(path.join(source, "CHANGELOG.md"), path.join(stage, "CHANGELOG.md")).catch(() => {});
  if (published.withTemplates) {
    const templates = path.join(root, "templates");
    const filter = (file: string) => isTemplateFile(path.relative(templates, file));
    await cp(templates, path.join(stage, "templates"), { recursive: true, filter });
  }
  for (const program of Object.values((manifest.bin ?? {}) as Record<string, string>)) {
    await startsAsProgram(path.join(stage, program));
  }
  return { name: manifest.name, file: await npmPack(stage, out, env) };
}

/** Each licence asks to be kept with what it is for. */
function licencesOf(source: string, packages: readonly string[]): string {
  const { resolve } = createRequire(path.join(source, "package.json"));
  return packages
    .map(
      (name) =>
        `${name}\n\n${readFileSync(path.join(path.dirname(resolve(`${name}/package.json`)), "LICENSE"), "utf8")}`,
    )
    .join("\n\n");
}

async function startsAsProgram(file: string): Promise<void> {
  const [first = ""] = (await readFile(file, "utf8")).split("\n");
  if (!first.startsWith("#!")) throw new Error(`${file} is a command and does not begin with #!`);
  await chmod(file, 0o755);
}

async function npmPack(folder: string, out: string, env: NodeJS.ProcessEnv): Promise<string> {
  const [npm] = findOnPath("npm", env.PATH);
  if (npm === undefined)
    throw new SetupFailure("npm is not on the PATH, it packs what was built; install Node together with npm");
  const args = ["pack", "--json", "--loglevel=error", "--ignore-scripts", "--pack-destination", out];
  const { status, stdout, output } = await runTool(npm, args, { env, cwd: folder });
  if (status !== 0) throw new SetupFailure(`npm could not pack ${folder} (exit status ${status})`, { details: output });

  const [packed] = JSON.parse(stdout.join("\n")) as { filename: string }[];
  return path.join(out, packed?.filename ?? "");
}
