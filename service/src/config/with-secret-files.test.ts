import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { withSecretFiles } from "./with-secret-files.ts";

let folder: string;
let file: string;
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "freehold-secrets-"));
  file = path.join(folder, "database-url");
  await writeFile(file, "postgres://u:p@db/freehold\n");
});
afterAll(() => rm(folder, { recursive: true }));

test("a secret setting is read from the file that its variable names", () => {
  expect(withSecretFiles({ DATABASE_URL_FILE: file, PORT: "1" })).toMatchObject({
    DATABASE_URL: "postgres://u:p@db/freehold",
    PORT: "1",
  });
});

test("a setting that is no secret does not come as a file", () => {
  expect(withSecretFiles({ PORT_FILE: file }).PORT).toBeUndefined();
});

test("a file that cannot be read is named with its setting", () => {
  expect(() => withSecretFiles({ DATABASE_URL_FILE: `${file}.gone` })).toThrow(
    `DATABASE_URL_FILE names ${file}.gone, which cannot be read (ENOENT)`,
  );
});

test("a setting that comes in both ways is refused", () => {
  expect(() => withSecretFiles({ DATABASE_URL_FILE: file, DATABASE_URL: "postgres://other/db" })).toThrow(
    "DATABASE_URL and DATABASE_URL_FILE are both set",
  );
});
