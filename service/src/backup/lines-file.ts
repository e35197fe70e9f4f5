import { createHash } from "node:crypto";
import { createReadStream, createWriteStream } from "node:fs";
import { stat } from "node:fs/promises";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { createGunzip, createGzip } from "node:zlib";

/** A file of a backup, as the manifest names it. */
export interface FileSummary {
  bytes: number;
  /** Hex. */
  sha256: string;
}

/** Writes lines, compressed, to a new file that only its owner may read, and sees to it that they are on the disk. */
export async function writeLines(file: string, lines: AsyncIterable<string>): Promise<FileSummary> {
  await pipeline(
    Readable.from(ended(lines)),
    createGzip(),
    createWriteStream(file, { flags: "wx", mode: 0o600, flush: true }),
  );
  return summaryOf(file);
}

/** The lines of such a file. */
export async function* readLines(file: string): AsyncGenerator<string> {
  const text = createReadStream(file).pipe(createGunzip()).setEncoding("utf8");
  // Not `readline`: it also ends lines at U+2028, which may stand inside JSON.
  let rest = "";
  for await (const chunk of text) {
    const parts = (rest + String(chunk)).split("\n");
    rest = parts.pop() ?? "";
    yield* parts;
  }
  if (rest !== "") yield rest;
}

export async function summaryOf(file: string): Promise<FileSummary> {
  const hash = createHash("sha256");
  await pipeline(createReadStream(file), hash);
  return { bytes: (await stat(file)).size, sha256: hash.digest("hex") };
}

async function* ended(lines: AsyncIterable<string>): AsyncGenerator<string> {
  for await (const line of lines) yield `${line}\n`;
}
