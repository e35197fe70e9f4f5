import { mkdtemp, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, expect, test } from "@jest/globals";
import { secretFile } from "./secret-file.ts";

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "freehold-secret-"));
});
afterEach(() => rm(folder, { recursive: true }));

test("a secret is made once, readable by its owner only", async () => {
  const file = path.join(folder, "home", "admin.key");

  const first = await secretFile(file, () => "one");
  const second = await secretFile(file, () => "two");

  expect([first, second]).toEqual(["one", "one"]);
  expect((await stat(file)).mode & 0o777).toBe(0o600);
  expect((await stat(path.dirname(file))).mode & 0o777).toBe(0o700);
});

test("callers that begin at once agree on one secret", async () => {
  const file = path.join(folder, "master.key");
  let made = 0;

  const secrets = await Promise.all(Array.from({ length: 8 }, () => secretFile(file, () => String(made++))));

  expect(new Set(secrets).size).toBe(1);
});

test("an empty file is refused with the remedy", async () => {
  const file = path.join(folder, "master.key");
  await writeFile(file, "\n");

  await expect(secretFile(file, () => "one")).rejects.toThrow(`${file} holds no secret; remove the file`);
});
