import { gunzipSync } from "node:zlib";
import { expect, test } from "@jest/globals";
import { parseTar } from "nanotar";
import { type BundleFile, bundleOf } from "./bundle.ts";

const FILES: BundleFile[] = [
  { path: "project", mode: 0o644, content: "fh-tabc123\n" },
  { path: ".env", mode: 0o600, content: "A=ü\n" },
  { path: "db/roles.sql", mode: 0o644, content: "-- x\n" },
];

test("a bundle unpacks to its files with their permissions", () => {
  const unpacked = parseTar(unzipped(bundleOf(FILES)));

  expect(unpacked.map((file) => [file.name, file.attrs?.mode, file.text])).toEqual([
    ["project", "0000644", "fh-tabc123\n"],
    [".env", "0000600", "A=ü\n"],
    ["db/roles.sql", "0000644", "-- x\n"],
  ]);
});

test("a bundle holds neither times nor owners, so that equal files make equal bundles", () => {
  const packed = Buffer.from(bundleOf(FILES), "base64");
  const [file] = parseTar(unzipped(bundleOf(FILES)));

  expect(file?.attrs).toMatchObject({ mtime: 0, uid: 0, gid: 0 });
  expect(packed.readUInt32LE(4)).toBe(0);
  expect(packed[9]).toBe(255);
});

/** A copy: the parser reads from the beginning of the memory that a small buffer shares with others. */
function unzipped(bundle: string): Uint8Array {
  return new Uint8Array(gunzipSync(Buffer.from(bundle, "base64")));
}
