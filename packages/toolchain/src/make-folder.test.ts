import { mkdtemp, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { makeFolder } from "./make-folder.mjs";

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "freehold-make-"));
});
afterAll(() => rm(folder, { recursive: true }));

test("a folder is made with those above it, once, with the mode that is given", async () => {
  const deep = path.join(folder, "a", "b", "c");

  await Promise.all([makeFolder(deep, 0o700), makeFolder(deep, 0o700)]);
  await makeFolder(deep, 0o755);

  for (const each of [deep, path.dirname(deep)]) expect((await stat(each)).mode & 0o777).toBe(0o700);
});

test("a file in the way is an error, not a folder", async () => {
  const file = path.join(folder, "file");
  await writeFile(file, "");

  await expect(makeFolder(file)).rejects.toMatchObject({ code: "EEXIST" });
  await expect(makeFolder(path.join(file, "below"))).rejects.toMatchObject({ code: "ENOTDIR" });
});

const hasProc = await stat("/proc/self").then(
  () => true,
  () => false,
);

(hasProc ? test : test.skip)(
  "below a folder that takes no new ones it ends with an error, where Node's own never does",
  async () => {
    await expect(makeFolder("/proc/nope")).rejects.toMatchObject({ code: "ENOENT" });
    await expect(makeFolder("/proc/nope/deeper")).rejects.toMatchObject({ code: "ENOENT" });
  },
);
