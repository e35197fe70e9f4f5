import { expect, test } from "@jest/globals";
import { isCode, isTest, linesMatching, sourceFiles } from "./source-tree.ts";

const files = sourceFiles();
const code = files.filter(isCode);

/** What has a name that a tool or a habit prescribes, and Pulumi's per-stack settings. */
const PRESCRIBED_NAME =
  /^(README|CONTRIBUTING|CHANGELOG|LICENSE|Dockerfile|Pulumi(Plugin)?|Pulumi\.[a-z0-9-]+)(\.[a-z]+)?$/;
const KEBAB_CASE = /^\.?[a-z0-9]+(-[a-z0-9]+)*(\.[a-z0-9-]+)*$/;

test("file-names: files and folders are kebab-case", () => {
  // Inside a template, names are the vendor's.
  const ours = files.filter((path) => !path.startsWith("templates/") || isCode(path));

  const misnamed = ours.filter(
    (path) => !path.split("/").every((part) => KEBAB_CASE.test(part) || PRESCRIBED_NAME.test(part)),
  );

  expect(misnamed.map((path) => `file-names: ${path}`)).toEqual([]);
});

/** Where a process begins: nothing else may depend on the environment without saying so. */
const READS_ENVIRONMENT = [
  /(^|\/)main\.ts$/, // entry points
  /^(stacks|examples)\/[^/]+\/index\.ts$/, // what `pulumi up` starts
  /^packages\/toolchain\/(run|check)\.mjs$/,
  /^packages\/toolchain\/src\/check\/jest-runtime\/environment\.mjs$/, // puts back what a test file left
];

test("one-environment-reader: process.env is read in entry points and the service's configuration only", () => {
  const others = code.filter((path) => !isTest(path) && !READS_ENVIRONMENT.some((pattern) => pattern.test(path)));

  expect(linesMatching("one-environment-reader", others, /\bprocess\.env\b/)).toEqual([]);
});

test("db-clock: time comes into service/src/db as an argument, or is the database's, which all processes share", () => {
  const db = code.filter((path) => path.startsWith("service/src/db/") && !isTest(path));

  expect(linesMatching("db-clock", db, /\bnew Date\(\)|\bDate\.now\(\)/)).toEqual([]);
});

test("machine-paths: no file names a folder of the machine that it was written on", () => {
  // Templates, machine images and simulated machines have file systems of their own.
  const ours = files.filter((path) => !/^(templates|packages\/sandbox\/(machine-image|src\/machines))\//.test(path));
  const text = ours.filter((path) => !/\.(png|jpg|ico|woff2|gz)$/.test(path));

  expect(
    linesMatching("machine-paths", text, /(?<![\w.}-])\/(root|work|Users|home\/(?!freehold\b|kong\b)\w+)\//),
  ).toEqual([]);
});

test("named-exports: modules export by name, except where a tool demands a default", () => {
  const demanded = /^(jest\.config|\.dependency-cruiser(\.run-time)?)\.mjs$|(^|\/)vite\.config\.ts$/;
  const others = code.filter((path) => !demanded.test(path));

  expect(linesMatching("named-exports", others, /^export default\b/)).toEqual([]);
});

test("index-re-exports: index.ts re-exports its own folder, or lists it in a table, and contains no logic", () => {
  const indexes = code.filter((path) => /(^|\/)index\.m?ts$/.test(path) && !path.startsWith("templates/"));
  const others = indexes.filter((path) => !READS_ENVIRONMENT.some((pattern) => pattern.test(path)));

  expect(
    linesMatching("index-re-exports", others, /^(?!\s*(\/\/|\/?\*)).*(\bfunction\b|=>|\bif \(|\bclass \w|\bawait\b)/),
  ).toEqual([]);
});

test("no-todo: what is open is an issue with a number, not a comment", () => {
  const others = code.filter((path) => path !== "test/conventions/files.test.ts");

  expect(linesMatching("no-todo", others, /\b(TODO|FIXME|XXX)\b(?!\(#\d+\))/)).toEqual([]);
});
