import { dirname, join } from "node:path";
import { expect, test } from "@jest/globals";
import { exists, isCode, readSource, sourceFiles } from "./source-tree.ts";

interface Manifest {
  name?: string;
  type?: string;
  license?: string;
  main?: string;
  exports?: Record<string, string | Record<string, string>>;
}

const files = sourceFiles();
const packages = files
  .filter((path) =>
    /^(packages\/[^/]+|stacks\/[^/]+|examples\/[^/]+|components|service|templates|test)\/package\.json$/.test(path),
  )
  .map((path) => ({ path, folder: dirname(path), manifest: JSON.parse(readSource(path)) as Manifest }));

test("top-level: the folders of the root are the fixed ones", () => {
  const fixed = ["components", "docs", "examples", "packages", "service", "stacks", "templates", "test"];

  const folders = new Set(
    files.filter((path) => path.includes("/") && !path.startsWith(".")).map((path) => path.split("/")[0]),
  );

  expect(
    [...folders].filter((folder) => !fixed.includes(folder ?? "")).map((folder) => `top-level: ${folder}`),
  ).toEqual([]);
});

test("package-shape: every package is an ES module under our name and licence", () => {
  const misshapen = packages.filter(
    ({ manifest }) =>
      manifest.type !== "module" || manifest.license !== "Apache-2.0" || !manifest.name?.startsWith("@freehold/"),
  );

  expect(misshapen.map(({ path }) => `package-shape: ${path}`)).toEqual([]);
});

test("package-exports: every package that has code says what of it is public, and that is there", () => {
  // Examples and tests are imported by nobody.
  const imported = packages.filter(({ folder }) => !/^(examples\/|test$)/.test(folder));
  const withCode = imported.filter(({ folder }) => files.some((path) => path.startsWith(`${folder}/`) && isCode(path)));

  const violations = withCode.flatMap(({ path, folder, manifest }) => {
    const targets = Object.values(manifest.exports ?? {}).flatMap((value) =>
      typeof value === "string" ? [value] : Object.values(value),
    );
    if (targets.length === 0) return [`package-exports: ${path} has no exports`];
    return targets
      .filter((target) => !target.includes("*") && !exists(join(folder, target)))
      .map((target) => `package-exports: ${path} exports ${target}, which is not there`);
  });

  expect(violations).toEqual([]);
});
