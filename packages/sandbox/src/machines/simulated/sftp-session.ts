import type { EventEmitter } from "node:events";
import { posix } from "node:path";
import ssh2, { type Attributes } from "ssh2";
import { type Disk, type DiskNode, mayRead, mayWrite } from "./disk.ts";

const { STATUS_CODE } = ssh2.utils.sftp;

/** The server's half of ssh2's SFTP object, which its types leave out. */
export interface SftpServer extends EventEmitter {
  status(request: number, code: number): void;
  handle(request: number, handle: Buffer): void;
  data(request: number, data: Buffer): void;
  attrs(request: number, attributes: Attributes): void;
  name(request: number, names: { filename: string; longname: string; attrs: Attributes }[]): void;
}

/** What a request may carry; ssh2 delivers permissions as `mode`. */
export type SentAttributes = Partial<Attributes> | undefined;

/** One user's session with a machine's disk. */
export interface SftpSession {
  sftp: SftpServer;
  disk: Disk;
  user: string;
}

/** The status code with which writing is refused, or undefined. */
export function refuseWrite({ disk, user }: SftpSession, path: string): number | undefined {
  if (!mayWrite(user, path)) {
    return STATUS_CODE.PERMISSION_DENIED;
  }
  return disk.get(posix.dirname(path))?.kind === "folder" ? undefined : STATUS_CODE.NO_SUCH_FILE;
}

/** The status code with which reading is refused, or undefined. */
export function refuseRead({ disk, user }: SftpSession, path: string): number | undefined {
  if (!mayRead(user, path)) {
    return STATUS_CODE.PERMISSION_DENIED;
  }
  return disk.has(path) ? undefined : STATUS_CODE.NO_SUCH_FILE;
}

/** An empty file. */
export function fileNode(mode: number): DiskNode {
  return { kind: "file", content: Buffer.alloc(0), mode: mode & 0o7777, modifiedAtMs: Date.now() };
}

/** A node as SFTP describes it. */
export function attributes(node: DiskNode): Attributes {
  const modifiedAtSec = Math.floor(node.modifiedAtMs / 1000);
  return {
    mode: (node.kind === "folder" ? 0o040000 : 0o100000) | node.mode,
    uid: 0,
    gid: 0,
    size: node.content.length,
    atime: modifiedAtSec,
    mtime: modifiedAtSec,
  };
}
