import { expect, test } from "@jest/globals";
import { readSource, sourceFiles } from "./source-tree.ts";

/** Files that say which images are run or built upon. */
const NAMING = /(^|\/)(compose|manifest)\.yaml$|(^|\/)Dockerfile$/;
const IMAGE = /\bimage:\s*"?([^\s",}]+)|^FROM\s+(\S+)|^ARG BASE=(\S+)/;
/** In a comment above: where the digest was looked up. */
const SOURCE = /^\s*#.*https:\/\//;

test("image-tags: every image has a tag, and a digest only with the address where it was looked up", () => {
  const named = sourceFiles()
    // The host's image is one of a cloud's, not a container's.
    .filter((path) => NAMING.test(path) && !path.startsWith("templates/host/"))
    .flatMap((path) =>
      readSource(path)
        .split("\n")
        .map((line, index, lines) => ({ path, line, before: lines[index - 1] ?? "" })),
    )
    .flatMap(({ path, line, before }) => {
      const image = IMAGE.exec(line)
        ?.slice(1)
        .find((part) => part !== undefined);
      return image === undefined || isOurs(image) ? [] : [{ path, image, before }];
    });

  const faults = named
    .filter(({ image, before }) => faultOf(image, before))
    .map(({ path, image }) => `${path}: ${image}`);

  expect(named.length).toBeGreaterThan(40);
  expect(faults.map((fault) => `image-tags: ${fault}`)).toEqual([]);
});

test("image-tags: what is no tag, and a digest from nowhere, is found", () => {
  const digest = `caddy:2.10.2@sha256:${"0".repeat(64)}`;

  expect(["caddy", "caddy:latest", "registry:5000/caddy", digest].map((image) => faultOf(image, ""))).toEqual([
    true,
    true,
    true,
    true,
  ]);
  expect(faultOf("registry:5000/caddy:2.10.2", "")).toBe(false);
  expect(faultOf(digest, "    # https://example.com/caddy/2.10.2")).toBe(false);
});

/** A stage of the same Dockerfile, what a caller names, and images that are built from this repository. */
function isOurs(image: string): boolean {
  return /^[a-z]+$/.test(image) || /^(\$|freehold-)/.test(image);
}

function faultOf(image: string, before: string): boolean {
  const [name = "", digest] = image.split("@");
  const tag = /:([^/:]+)$/.exec(name)?.[1];
  return tag === undefined || tag === "latest" || (digest !== undefined && !SOURCE.test(before));
}
