import { readdirSync } from "node:fs";
import path from "node:path";
import { PUBLISHED_PACKAGES } from "@freehold/toolchain/published-packages";
import { expect, test } from "@jest/globals";
import { readSource, sourceFiles } from "./source-tree.ts";

interface Manifest {
  name: string;
  publishConfig?: { name?: string };
}

const manifests = sourceFiles()
  .filter((file) => /^[^.].*\/package\.json$/.test(file))
  .map((file) => ({ folder: path.dirname(file), manifest: JSON.parse(readSource(file)) as Manifest }));
const publishedFolders = PUBLISHED_PACKAGES.map(({ folder }) => folder);
const { ignore } = JSON.parse(readSource(".changeset/config.json")) as { ignore: string[] };

test("changesets-packages: what is packed gets versions and a changelog, and nothing else does", () => {
  const versioned = manifests.filter(({ manifest }) => !ignore.some((glob) => path.matchesGlob(manifest.name, glob)));

  expect(versioned.map(({ folder }) => folder).sort()).toEqual([...publishedFolders].sort());
});

test("changesets-names: what is packed says the name that it is published under", () => {
  const named = manifests.filter(({ manifest }) => manifest.publishConfig?.name !== undefined);

  expect(named.map(({ folder }) => folder).sort()).toEqual([...publishedFolders].sort());
});

test("changesets-known: a changeset is about packages that are published", () => {
  const known = manifests
    .filter(({ folder }) => publishedFolders.includes(folder))
    .map(({ manifest }) => manifest.name);
  const files = readdirSync(new URL("../../.changeset/", import.meta.url)).filter((file) => file.endsWith(".md"));

  const unknown = files.flatMap((file) => {
    const [, head = ""] = readSource(`.changeset/${file}`).split(/^---$/m);
    return [...head.matchAll(/^"([^"]+)":/gm)]
      .filter(([, name = ""]) => !known.includes(name))
      .map(([, name]) => `changesets-known: .changeset/${file}: ${name}`);
  });

  expect(unknown).toEqual([]);
});
