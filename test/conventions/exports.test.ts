import { dirname, join, normalize } from "node:path";
import { expect, test } from "@jest/globals";
import ts from "typescript";
import { exists, isCode, readSource, sourceFiles } from "./source-tree.ts";

const code = sourceFiles().filter((path) => isCode(path) && !path.startsWith("templates/"));

/** What is loaded by its path, or read by a tool: nobody imports its exports by name. */
const LOADED = [
  /^(stacks|examples|test\/system\/programs)\/.*index\.ts$/, // Pulumi reads a stack's outputs
  /(^|\/)programs\/[^/]+\.ts$/, // a runner loads a program
  /^jest\.config\.mjs$|^\.dependency-cruiser\.mjs$/,
];

test("dead-exports: what a module exports is imported somewhere, or published by its package", () => {
  const published = publishedFiles();
  const imported = new Set(code.flatMap((path) => importedNames(readSource(path))));

  const dead = code
    .filter((path) => !published.has(path) && !LOADED.some((pattern) => pattern.test(path)))
    .flatMap((path) => exportedValues(path, readSource(path)).map((name) => ({ path, name })))
    .filter(({ name }) => !imported.has(name));

  expect(dead.map(({ path, name }) => `dead-exports: ${path}: ${name}`)).toEqual([]);
});

test("dead-exports: exports and imports are found in every form", () => {
  const exporting =
    "export const a = 1, b = 2;\nexport function c() {}\nexport class D {}\nexport type E = 1;\nexport { f };\nconst g = 1;";
  const importing = `import h, { type I, j as k } from "./x.ts";
export { l, m as n } from "./y.ts";
const { o, p: q } = await import("./z.ts");
import("./z.ts").then(({ r }) => r());`;

  expect(exportedValues("x.ts", exporting)).toEqual(["a", "b", "c", "D", "f"]);
  expect(importedNames(importing).sort()).toEqual(["I", "j", "l", "m", "o", "p", "r"]);
});

/** Names of values that a module exports itself. Types stay exported where a signature names them. */
function exportedValues(path: string, text: string): string[] {
  const source = ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true);
  return source.statements.flatMap((statement) => {
    if (ts.isExportDeclaration(statement)) {
      const { exportClause, moduleSpecifier } = statement;
      const listed = exportClause !== undefined && ts.isNamedExports(exportClause) && moduleSpecifier === undefined;
      return listed ? exportClause.elements.map((element) => element.name.text) : [];
    }
    const modifiers = ts.canHaveModifiers(statement) ? (ts.getModifiers(statement) ?? []) : [];
    if (!modifiers.some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword)) return [];
    if (ts.isVariableStatement(statement))
      return statement.declarationList.declarations.flatMap(({ name }) => (ts.isIdentifier(name) ? [name.text] : []));
    const isValue = ts.isFunctionDeclaration(statement) || ts.isClassDeclaration(statement);
    return isValue && statement.name !== undefined ? [statement.name.text] : [];
  });
}

/** Names that a module takes from others, whichever they are: two of one name hide each other's death, and none is taken for dead that lives. */
function importedNames(text: string): string[] {
  const forms = [
    /\b(?:import|export)\s+(?:type\s+)?(?:\w+\s*,\s*)?\{([^}]*)\}\s*from\b/g,
    /\b(?:const|let)\s+\{([^}]*)\}\s*=\s*await\s+import\(/g,
    /\bimport\([^)]*\)\.then\(\(\{([^}]*)\}/g,
  ];
  const lists = forms.flatMap((form) => [...text.matchAll(form)].map((match) => match[1] ?? ""));
  return lists
    .flatMap((list) => list.split(","))
    .map((item) => item.trim().replace(/^type\s+/, ""))
    .flatMap((item) => /^\w+/.exec(item)?.[0] ?? []);
}

/** Files that a package's `exports` name, and those whose exports these pass on. */
function publishedFiles(): Set<string> {
  const manifests = sourceFiles().filter((path) => /(^|\/)package\.json$/.test(path));
  const targets = manifests.flatMap((manifest) => {
    const { exports = {} } = JSON.parse(readSource(manifest)) as { exports?: Record<string, string | object> };
    const paths = Object.values(exports).flatMap((target) =>
      typeof target === "string" ? [target] : (Object.values(target) as string[]),
    );
    return paths.map((path) => join(dirname(manifest), path)).filter((path) => exists(path) && isCode(path));
  });
  const found = new Set<string>();
  const visit = (path: string): void => {
    if (found.has(path) || !exists(path)) return;
    found.add(path);
    for (const [, target = ""] of readSource(path).matchAll(/^export [^;]*? from "(\.[^"]+)";/gm))
      visit(normalize(join(dirname(path), target)));
  };
  targets.forEach(visit);
  return found;
}
