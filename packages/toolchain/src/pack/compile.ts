import { writeFile } from "node:fs/promises";
import path from "node:path";
import { build } from "tsdown";

/** What is compiled, and where to. */
export interface Compilation {
  root: string;
  /** Folder of the package, from the root. */
  folder: string;
  /** Name → source, in the folder. */
  entries: Readonly<Record<string, string>>;
  /** Packages of others that become part of it, too. */
  bundled: readonly string[];
  /** An empty folder for what is made on the way. */
  scratch: string;
  /** Folder for `<name>.js`, `<name>.d.ts` and their maps. */
  outDir: string;
  /** Sources of the workspace's packages, by the name under which they are imported. */
  sources: Readonly<Record<string, string>>;
}

/**
 * Compiles a package to ES modules with types and maps. What it imports of the workspace becomes part of it; all else stays an import.
 * Takes about ten seconds and 700 MB.
 */
export async function compile({
  root,
  folder,
  entries,
  bundled,
  scratch,
  outDir,
  sources,
}: Compilation): Promise<void> {
  const tsconfig = path.join(scratch, "tsconfig.json");
  // Without the paths a workspace package's types are looked for behind its link, where nothing is emitted from.
  const paths = Object.fromEntries(Object.entries(sources).map(([name, file]) => [name, [path.join(root, file)]]));
  await writeFile(
    tsconfig,
    JSON.stringify({
      extends: path.join(root, "tsconfig.json"),
      compilerOptions: { paths, allowJs: false, checkJs: false, typeRoots: [path.join(root, "node_modules/@types")] },
      include: [path.join(root, folder, "src")],
      exclude: ["**/*.test.ts"],
    }),
  );
  await build({
    config: false,
    cwd: path.join(root, folder),
    entry: { ...entries },
    format: "esm",
    platform: "node",
    target: "node20",
    outDir,
    tsconfig,
    dts: { sourcemap: true },
    sourcemap: true,
    fixedExtension: false,
    hash: false,
    clean: false,
    report: false,
    logLevel: "warn",
    checks: { pluginTimings: false },
    deps: { alwaysBundle: [/^@freehold\//, ...bundled], onlyBundle: false },
  });
}
