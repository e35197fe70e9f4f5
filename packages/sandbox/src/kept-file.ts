import { readFile, rename, rm, stat, writeFile } from "node:fs/promises";
import { z } from "zod";

/** A file that nobody has touched for so long belongs to a service that is gone for good. */
const FORGOTTEN_MS = 24 * 60 * 60_000;
const LOOK_MS = 2_000;
const ANSWER_MS = 2_000;
/** Container machines take some seconds to go. */
const END_MS = 60_000;

/** The second line: whose sandbox it is. */
const Owner = z.object({ pid: z.number().int(), arguments: z.array(z.string()) });
/** The first line, as far as it is looked at here. */
const Description = z.object({ control: z.object({ endpoint: z.url() }) });

/** A sandbox that runs in a process of its own and is described in a file. */
export interface KeptSandbox {
  pid: number;
  /** What it was started with. */
  arguments: string[];
}

/** Writes the file, readable by its owner alone: it holds tokens. @param line What `--json` prints */
export async function writeKeptFile(file: string, line: string, args: string[]): Promise<void> {
  const draft = `${file}.${process.pid}`;
  const owner = { pid: process.pid, arguments: args };
  await writeFile(draft, `${line}\n${JSON.stringify(owner)}\n`, { mode: 0o600 });
  await rename(draft, file);
}

/** The sandbox that the file describes; undefined when there is no such file, or nothing answers where it says. */
export async function findKeptSandbox(file: string): Promise<KeptSandbox | undefined> {
  const text = await readFile(file, "utf8").catch(() => "");
  const [line = "", ownerLine = ""] = text.split("\n");
  try {
    const { control } = Description.parse(JSON.parse(line));
    const owner = Owner.parse(JSON.parse(ownerLine));
    const answer = await fetch(`${control.endpoint}/healthz`, { signal: AbortSignal.timeout(ANSWER_MS) });
    return answer.ok && isAlive(owner.pid) ? owner : undefined;
  } catch {
    return undefined;
  }
}

/** Waits until the file is gone, or forgotten: the sandbox is to end. */
export async function untilForgotten(file: string, signal: AbortSignal): Promise<void> {
  while (!signal.aborted && (await isWanted(file))) await pause(LOOK_MS, signal);
}

/** Takes the file away, unless it describes another sandbox by now. */
export async function removeKeptFile(file: string): Promise<void> {
  const text = await readFile(file, "utf8").catch(() => "");
  if (text.includes(`"pid":${process.pid},`)) await rm(file, { force: true });
}

/** Ends the sandbox of the file and waits until it has ended. @returns Whether there was one */
export async function stopKeptSandbox(file: string): Promise<boolean> {
  const kept = await findKeptSandbox(file);
  if (kept === undefined) return false;
  process.kill(kept.pid, "SIGTERM");
  const deadline = Date.now() + END_MS;
  while (isAlive(kept.pid) && Date.now() < deadline) await pause(50);
  await rm(file, { force: true });
  return true;
}

async function isWanted(file: string): Promise<boolean> {
  const { mtimeMs } = await stat(file).catch(() => ({ mtimeMs: 0 }));
  return Date.now() - mtimeMs < FORGOTTEN_MS;
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}

function pause(ms: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, ms);
    signal?.addEventListener("abort", () => {
      clearTimeout(timer);
      resolve();
    });
  });
}
