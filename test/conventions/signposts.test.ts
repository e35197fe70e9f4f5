import { readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "@jest/globals";
import { exists, ROOT, readSource, sourceFiles } from "./source-tree.ts";

const GLOSSARY = "docs/glossary.md";
const documents = sourceFiles().filter((path) => path.endsWith(".md"));

test("glossary: no word is defined twice", () => {
  const words = rowsOf(readSource(GLOSSARY)).flatMap(([word = ""]) => /^\*\*(.+)\*\*$/.exec(word)?.[1] ?? []);

  expect(words.length).toBeGreaterThan(50);
  expect(repeated(words.map((word) => word.toLowerCase())).map((word) => `glossary: ${word}`)).toEqual([]);
});

test("glossary: a row defines the one word that it begins with", () => {
  const rows = rowsOf(readSource(GLOSSARY)).filter(([word]) => word !== "word");

  const others = rows.filter(([word = "", meaning = ""]) => !/^\*\*[^*]+\*\*$/.test(word) || meaning.includes("**"));

  expect(others.map(([word]) => `glossary: ${word}`)).toEqual([]);
});

test("glossary: no other document defines words in a table", () => {
  const others = documents.filter((path) => path !== GLOSSARY);

  const defining = others.filter((path) =>
    rowsOf(readSource(path)).some(([head = ""]) => /^(word|term)s?$/i.test(head)),
  );

  expect(defining.map((path) => `glossary: ${path}`)).toEqual([]);
});

test("contributing-paths: every place that CONTRIBUTING.md names is there", () => {
  const places = rowsOf(readSource("CONTRIBUTING.md")).flatMap((cells) => cells.flatMap(pathsIn));

  expect(places.length).toBeGreaterThan(60);
  expect(places.filter((place) => !isThere(place)).map((place) => `contributing-paths: ${place}`)).toEqual([]);
});

test("architecture-folders: every folder has one line in docs/architecture.md, and every line its folder", () => {
  const named = rowsOf(readSource("docs/architecture.md")).flatMap(([folders = ""]) => pathsIn(folders));
  const folders = [
    ...["components", "examples", "service", "stacks", "templates", "test"],
    ...[...foldersIn("packages"), ...foldersIn("components/src"), ...foldersIn("stacks"), ...foldersIn("templates")],
    ...foldersIn("packages").flatMap((folder) => foldersIn(`${folder}/src`)),
    ...foldersIn("service/src").flatMap((folder) => [folder, ...foldersIn(folder)]),
    ...foldersIn("test"),
  ];

  expect(folders.filter((folder) => !named.includes(folder)).map((path) => `no line: ${path}`)).toEqual([]);
  expect(named.filter((folder) => !folders.includes(folder)).map((path) => `no folder: ${path}`)).toEqual([]);
  expect(repeated(named).map((path) => `two lines: ${path}`)).toEqual([]);
});

test("signposts: rows, paths and folders are found", () => {
  expect(rowsOf("| a | b |\n|---|---|\n| `x` | y |\ntext\n")).toEqual([
    ["a", "b"],
    ["`x`", "y"],
  ]);
  expect(pathsIn("`docs/glossary.md` and `takeTurn` in `packages/model`")).toEqual([
    "docs/glossary.md",
    "packages/model",
  ]);
  expect(isThere("packages/catalogue/src/<cloud>.ts")).toBe(true);
  expect(isThere("packages/catalogue/src/<cloud>.tsx")).toBe(false);
  expect(isThere("packages/nowhere/<cloud>")).toBe(false);
  expect(repeated(["a", "b", "a"])).toEqual(["a"]);
});

/** Rows of all tables, heads included, by their cells. */
function rowsOf(markdown: string): string[][] {
  const rows = markdown.split("\n").filter((line) => line.startsWith("| ") && line.endsWith("|"));
  return rows.map((row) =>
    row
      .slice(1, -1)
      .split(/(?<!\\)\|/)
      .map((cell) => cell.trim()),
  );
}

/** What a text names of the repository: code with a slash in it, and folders of the root. */
function pathsIn(text: string): string[] {
  const code = [...text.matchAll(/`([^`\s]+)`/g)].map((match) => match[1] ?? "");
  return code.filter((word) => isPath(word) && !word.startsWith("/") && !word.startsWith("."));
}

function isPath(word: string): boolean {
  return /^[\w.<>*/-]+$/.test(word) && (word.includes("/") ? exists(word.split("/")[0] ?? "") : isFolder(word));
}

/** Whether a path is there; `<cloud>` and `*` stand for part of any name. */
function isThere(path: string): boolean {
  const wanted = path.split("/").map(
    (part) =>
      new RegExp(
        `^${part
          .split(/<[^>]*>|\*/)
          .map(escaped)
          .join(".+")}$`,
      ),
  );
  const found = wanted.reduce(
    (folders: string[], name) =>
      folders.flatMap((folder) =>
        entriesIn(folder).flatMap((entry) => (name.test(entry) ? [join(folder, entry)] : [])),
      ),
    [""],
  );
  return found.length > 0;
}

function entriesIn(folder: string): string[] {
  return isFolder(folder) ? readdirSync(join(ROOT, folder)) : [];
}

function isFolder(path: string): boolean {
  return statSync(join(ROOT, path), { throwIfNoEntry: false })?.isDirectory() === true;
}

/** Folders right below one, without those of tools. */
function foldersIn(folder: string): string[] {
  if (!exists(folder)) return [];
  return readdirSync(join(ROOT, folder), { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && !["node_modules", "dist", ".pulumi"].includes(entry.name))
    .map((entry) => `${folder}/${entry.name}`);
}

function escaped(text: string): string {
  return text.replace(/[.+]/g, "\\$&");
}

function repeated(words: readonly string[]): string[] {
  return words.filter((word, index) => words.indexOf(word) !== index);
}
