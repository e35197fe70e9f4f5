import { readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { makeFolder } from "@freehold/toolchain/make-folder";
import { errorCode } from "../error-code.ts";

/** The secret in a file of mode 0600; the first call makes it. Two processes that begin at once agree on one. */
export async function secretFile(file: string, generate: () => string): Promise<string> {
  const existing = await readSecret(file);
  if (existing !== undefined) return existing;
  await makeFolder(path.dirname(file), 0o700);
  try {
    await writeFile(file, `${generate()}\n`, { mode: 0o600, flag: "wx" });
  } catch (error) {
    if (errorCode(error) !== "EEXIST") throw error;
  }
  const secret = await readSecret(file);
  if (secret === undefined) throw new Error(`${file} holds no secret; remove the file to have a new one made`);
  return secret;
}

async function readSecret(file: string): Promise<string | undefined> {
  try {
    return (await readFile(file, "utf8")).trim() || undefined;
  } catch (error) {
    if (errorCode(error) === "ENOENT") return undefined;
    throw error;
  }
}
