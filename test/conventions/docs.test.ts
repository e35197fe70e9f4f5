import { dirname, join, normalize } from "node:path";
import { expect, test } from "@jest/globals";
import { exists, readSource, sourceFiles } from "./source-tree.ts";

const documents = sourceFiles().filter((path) => path.endsWith(".md"));

test("docs-present: what a newcomer looks for is there", () => {
  const expected = ["README.md", "LICENSE", "CONTRIBUTING.md", "docs/architecture.md", "docs/glossary.md"];

  expect(expected.filter((path) => !exists(path)).map((path) => `docs-present: ${path}`)).toEqual([]);
});

test("docs-links: every link to a file or a heading of ours leads somewhere", () => {
  const broken = documents.flatMap((document) =>
    linksOf(document)
      .filter((link) => !leadsSomewhere(document, link))
      .map((link) => `docs-links: ${document}: ${link}`),
  );

  expect(broken).toEqual([]);
});

test("docs-commands: the README shows every script of the root", () => {
  const { scripts } = JSON.parse(readSource("package.json")) as { scripts: Record<string, string> };
  const readme = exists("README.md") ? readSource("README.md") : "";
  const shown = (name: string) => readme.includes(`npm run ${name}`) || readme.includes(`npm ${name}`);

  expect(
    Object.keys(scripts)
      .filter((name) => !shown(name))
      .map((name) => `docs-commands: npm run ${name}`),
  ).toEqual([]);
});

/** Targets of Markdown links and images that point into the repository. */
function linksOf(document: string): string[] {
  return [...withoutCode(readSource(document)).matchAll(/\]\(([^)\s]+)[^)]*\)/g)]
    .map((match) => match[1] ?? "")
    .filter((target) => !/^[a-z]+:/.test(target));
}

function leadsSomewhere(document: string, link: string): boolean {
  const [path = "", heading] = link.split("#");
  const target = path ? normalize(join(dirname(document), path)) : document;
  if (!exists(target)) return false;
  return !heading || !target.endsWith(".md") || headingsOf(target).includes(heading);
}

/** Anchors as GitHub makes them. */
function headingsOf(document: string): string[] {
  return [...withoutCode(readSource(document)).matchAll(/^#+ (.*)$/gm)].map((match) =>
    (match[1] ?? "")
      .toLowerCase()
      .replace(/[^\p{L}\p{N} _-]/gu, "")
      .replaceAll(" ", "-"),
  );
}

function withoutCode(markdown: string): string {
  return markdown.replace(/^```[\s\S]*?^```/gm, "");
}
