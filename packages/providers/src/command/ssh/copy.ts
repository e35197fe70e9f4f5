import { readdir, stat } from "node:fs/promises";
import { basename, join, posix } from "node:path";
import { ProviderError, reasonOf } from "@freehold/provider-kit";
import type { SFTPWrapper, Stats } from "ssh2";
import { connect } from "./connect.ts";
import { addressOf, type Connection } from "./connection.ts";

/** What to copy: a text, or a file or folder of this machine. */
export type Source = { text: string } | { path: string };

/** Copies to a machine by SFTP. */
export async function copy(
  connection: Connection,
  source: Source,
  remotePath: string,
  signal: AbortSignal,
): Promise<void> {
  const open = await connect(connection, signal);
  const abort = () => open.client.destroy();
  signal.addEventListener("abort", abort, { once: true });

  try {
    const sftp = await promised<SFTPWrapper>((done) => open.client.sftp(done));
    await copyWith(sftp, source, remotePath);
  } catch (error) {
    signal.throwIfAborted();
    if (error instanceof ProviderError) throw error;
    const what = `cannot copy to ${remotePath} on ${addressOf(connection)}`;
    throw new ProviderError(`${what}: ${reasonOf(error)}`, { cause: error });
  } finally {
    signal.removeEventListener("abort", abort);
    open.end();
  }
}

async function copyWith(sftp: SFTPWrapper, source: Source, remotePath: string): Promise<void> {
  const there = await remoteStat(sftp, remotePath);
  if ("text" in source) {
    if (there?.isDirectory()) throw new ProviderError(`${remotePath} is a directory; a text needs the path of a file`);
    return promised((done) => sftp.writeFile(remotePath, source.text, done));
  }

  const local = await stat(source.path).catch(() => {
    throw new ProviderError(`there is no file or folder ${source.path} here; give its absolute path`);
  });
  if (local.isDirectory()) return copyFolder(sftp, source.path, await folderTarget(sftp, source.path, remotePath));
  const target = there?.isDirectory() ? posix.join(remotePath, basename(source.path)) : remotePath;
  return promised((done) => sftp.fastPut(source.path, target, done));
}

/** `folder` goes into the target under its own name, `folder/` puts its contents there: as `rsync` has it. */
async function folderTarget(sftp: SFTPWrapper, path: string, remotePath: string): Promise<string> {
  await makeFolder(sftp, remotePath);
  return path.endsWith("/") ? remotePath : posix.join(remotePath, basename(path));
}

async function copyFolder(sftp: SFTPWrapper, from: string, to: string): Promise<void> {
  await makeFolder(sftp, to);
  for (const entry of await readdir(from, { withFileTypes: true })) {
    const [source, target] = [join(from, entry.name), posix.join(to, entry.name)];
    if (entry.isDirectory()) await copyFolder(sftp, source, target);
    else await promised((done) => sftp.fastPut(source, target, done));
  }
}

async function makeFolder(sftp: SFTPWrapper, path: string): Promise<void> {
  const there = await remoteStat(sftp, path);
  if (there?.isDirectory()) return;
  if (there) throw new ProviderError(`${path} exists and is not a directory`);
  await promised((done) => sftp.mkdir(path, done));
}

/** SFTP's code for a path that does not exist. */
const NO_SUCH_FILE = 2;

async function remoteStat(sftp: SFTPWrapper, path: string): Promise<Stats | undefined> {
  try {
    return await promised<Stats>((done) => sftp.stat(path, done));
  } catch (error) {
    if ((error as { code?: unknown }).code === NO_SUCH_FILE) return undefined;
    throw error;
  }
}

function promised<T = void>(
  start: (done: (error: Error | null | undefined, value?: T) => void) => unknown,
): Promise<T> {
  return new Promise((resolve, reject) => {
    start((error, value) => (error ? reject(error) : resolve(value as T)));
  });
}
