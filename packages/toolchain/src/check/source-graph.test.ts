import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, expect, test } from "@jest/globals";
import { sourceGraph } from "./source-graph.mjs";

let root: string;
let files: string[];

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "freehold-graph-"));
  files = [];
  write(
    "packages/model/package.json",
    '{ "name": "@freehold/model", "exports": { ".": "./src/index.ts", "./ids": "./src/ids.ts" } }',
  );
  write("packages/model/src/index.ts", 'export * from "./status.ts";');
  write("packages/model/src/status.ts", "export const status = 1;");
  write("packages/model/src/ids.ts", "export const id = 1;");
  write("templates/package.json", '{ "name": "@freehold/templates", "exports": { "./*": "./*" } }');
  write("templates/host/hostctl", "#!/bin/sh");
  write(
    "service/package.json",
    '{ "name": "@freehold/service", "imports": { "#templates/*": "@freehold/templates/*" } }',
  );
});

afterEach(() => rmSync(root, { recursive: true }));

test("imports are followed through the packages that they name, to their end", () => {
  write("service/src/app.ts", 'import { status } from "@freehold/model";');
  write("service/src/app.test.ts", 'import "./app.ts";');
  write("service/src/other.test.ts", 'import { id } from "@freehold/model/ids"; await import("./late.ts");');
  write("service/src/late.ts", "");

  expect(readersOf("packages/model/src/status.ts")).toEqual([
    ...["packages/model/src/index.ts", "packages/model/src/status.ts", "service/src/app.test.ts", "service/src/app.ts"],
  ]);
  expect(readersOf("packages/model/src/ids.ts")).toContain("service/src/other.test.ts");
  expect(readersOf("service/src/late.ts")).toContain("service/src/other.test.ts");
});

test("what is imported for its types alone is not read", () => {
  write("service/src/app.ts", 'import type { Status } from "@freehold/model"; export type { Id } from "./ids.ts";');
  write("service/src/ids.ts", "");

  expect(readersOf("packages/model/src/index.ts")).not.toContain("service/src/app.ts");
  expect(readersOf("service/src/ids.ts")).toEqual(["service/src/ids.ts"]);
});

test.each([
  ["from its own folder", "service/src/a.test.ts", 'new URL("../../templates/host/hostctl", import.meta.url)'],
  ["from the root", "test/a.test.ts", 'startChild("templates/host/hostctl")'],
  ["in parts", "test/a.test.ts", 'join(root, "templates", "host", "hostctl")'],
  ["by its folder", "test/a.test.ts", 'new URL("../templates/host/", import.meta.url)'],
  ["by a folder beside the file", "templates/a.test.ts", 'join(import.meta.dirname, "host")'],
  ["by its package", "service/src/a.test.ts", 'resolve("@freehold/templates/host/hostctl")'],
  ["by the imports of its own package", "service/src/a.test.ts", 'resolve("#templates/host/hostctl")'],
  ["as far as it is written down", "service/src/a.test.ts", `resolve(\`@freehold/templates/host/\${name}\`)`],
])("a text is read by who names it %s", (_how, file, source) => {
  write(file, source);

  expect(readersOf("templates/host/hostctl")).toContain(file);
});

test("a program that is started is read with all that it imports", () => {
  write("service/src/main.ts", 'import "@freehold/model";');
  write("test/system/starts.test.ts", 'startChild("service/src/main.ts");');

  expect(readersOf("packages/model/src/status.ts")).toContain("test/system/starts.test.ts");
});

test("who reads a folder does not read the tests in it, and a word is no folder", () => {
  write("templates/host/hostctl.test.ts", "");
  write("test/a.test.ts", 'new URL("../templates/host/", import.meta.url)');
  write("test/b.test.ts", 'const places = ["templates", "..", "/templates/host"];');

  expect(readersOf("templates/host/hostctl.test.ts")).toEqual(["templates/host/hostctl.test.ts"]);
  expect(readersOf("templates/host/hostctl")).not.toContain("test/b.test.ts");
});

test("a file that is gone reaches who still names it", () => {
  write("service/src/app.test.ts", 'import "./gone.ts";');
  files.push("service/src/gone.ts");

  expect(readersOf("service/src/gone.ts")).toEqual(["service/src/app.test.ts", "service/src/gone.ts"]);
});

function write(path: string, text: string): void {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), text);
  files.push(path);
}

function readersOf(path: string): string[] {
  return [...sourceGraph(root, files).readersOf([path])].sort();
}
