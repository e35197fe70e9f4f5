import type { EventEmitter } from "node:events";
import { posix } from "node:path";
import ssh2, { type Attributes } from "ssh2";
import { absolutePath, type Disk, type DiskNode, folderNode, mayRead, mayWrite, namesIn } from "./disk.ts";

const { STATUS_CODE, OPEN_MODE } = ssh2.utils.sftp;

/** The server's half of ssh2's SFTP object, which its types leave out. */
interface SftpServer extends EventEmitter {
  status(request: number, code: number): void;
  handle(request: number, handle: Buffer): void;
  data(request: number, data: Buffer): void;
  attrs(request: number, attributes: Attributes): void;
  name(request: number, names: { filename: string; longname: string; attrs: Attributes }[]): void;
}

/** An open file, or a folder whose names are still to be listed. */
interface OpenNode {
  path: string;
  node: DiskNode;
  unlisted: string[];
}

/** What a request may carry; ssh2 delivers permissions as `mode`. */
type SentAttributes = Partial<Attributes> | undefined;

/** Serves a simulated machine's disk over SFTP, as one user sees it. */
export function serveSftp(channel: unknown, disk: Disk, user: string): void {
  // ssh2's types know only the client's half of this object.
  const sftp = channel as SftpServer;
  const open = new Map<number, OpenNode>();

  serveHandles(sftp, disk, open, user);
  serveFolders(sftp, disk, user);
  serveAttributes(sftp, disk, open, user);
}

function serveHandles(sftp: SftpServer, disk: Disk, open: Map<number, OpenNode>, user: string): void {
  let lastHandle = 0;
  const give = (request: number, path: string, node: DiskNode, unlisted: string[]) => {
    lastHandle += 1;
    open.set(lastHandle, { path, node, unlisted });
    const handle = Buffer.alloc(4);
    handle.writeUInt32BE(lastHandle);
    sftp.handle(request, handle);
  };

  sftp.on("OPEN", (request: number, name: string, flags: number, sent: SentAttributes) => {
    const path = absolutePath(user, name);
    const refused = (flags & OPEN_MODE.WRITE) !== 0 ? refuseWrite(disk, user, path) : refuseRead(disk, user, path);
    if (refused !== undefined) {
      return sftp.status(request, refused);
    }
    const node = disk.get(path) ?? fileNode(sent?.mode ?? 0o644);
    if (node.kind === "folder" || ((flags & OPEN_MODE.EXCL) !== 0 && disk.has(path))) {
      return sftp.status(request, STATUS_CODE.FAILURE);
    }
    if ((flags & OPEN_MODE.CREAT) === 0 && !disk.has(path)) {
      return sftp.status(request, STATUS_CODE.NO_SUCH_FILE);
    }
    if ((flags & OPEN_MODE.TRUNC) !== 0) {
      node.content = Buffer.alloc(0);
    }
    disk.set(path, node);
    return give(request, path, node, []);
  });

  sftp.on("OPENDIR", (request: number, name: string) => {
    const path = absolutePath(user, name);
    const node = disk.get(path);
    const refused = refuseRead(disk, user, path);
    if (refused !== undefined || node?.kind !== "folder") {
      return sftp.status(request, refused ?? STATUS_CODE.FAILURE);
    }
    return give(request, path, node, namesIn(disk, path));
  });

  sftp.on("READDIR", (request: number, handle: Buffer) => {
    const opened = open.get(handle.readUInt32BE());
    const names = opened?.unlisted.splice(0) ?? [];
    if (opened === undefined || names.length === 0) {
      return sftp.status(request, opened === undefined ? STATUS_CODE.FAILURE : STATUS_CODE.EOF);
    }
    const nodes = names.map((name) => ({ name, node: disk.get(posix.join(opened.path, name)) ?? opened.node }));
    return sftp.name(
      request,
      nodes.map(({ name, node }) => ({ filename: name, longname: name, attrs: attributes(node) })),
    );
  });

  sftp.on("READ", (request: number, handle: Buffer, offset: number, length: number) => {
    const content = open.get(handle.readUInt32BE())?.node.content;
    if (content === undefined || offset >= content.length) {
      return sftp.status(request, content === undefined ? STATUS_CODE.FAILURE : STATUS_CODE.EOF);
    }
    return sftp.data(request, content.subarray(offset, offset + length));
  });

  sftp.on("WRITE", (request: number, handle: Buffer, offset: number, data: Buffer) => {
    const node = open.get(handle.readUInt32BE())?.node;
    if (node === undefined) {
      return sftp.status(request, STATUS_CODE.FAILURE);
    }
    const content = Buffer.alloc(Math.max(node.content.length, offset + data.length));
    node.content.copy(content);
    data.copy(content, offset);
    node.content = content;
    node.modifiedAtMs = Date.now();
    return sftp.status(request, STATUS_CODE.OK);
  });

  sftp.on("CLOSE", (request: number, handle: Buffer) => {
    const isOpen = open.delete(handle.readUInt32BE());
    sftp.status(request, isOpen ? STATUS_CODE.OK : STATUS_CODE.FAILURE);
  });
}

function serveFolders(sftp: SftpServer, disk: Disk, user: string): void {
  sftp.on("REALPATH", (request: number, name: string) => {
    const path = absolutePath(user, name);
    sftp.name(request, [{ filename: path, longname: path, attrs: attributes(disk.get(path) ?? fileNode(0)) }]);
  });

  sftp.on("MKDIR", (request: number, name: string, sent: SentAttributes) => {
    const path = absolutePath(user, name);
    const refused = refuseWrite(disk, user, path) ?? (disk.has(path) ? STATUS_CODE.FAILURE : undefined);
    if (refused === undefined) {
      disk.set(path, folderNode(sent?.mode ?? 0o755));
    }
    sftp.status(request, refused ?? STATUS_CODE.OK);
  });

  const remove = (kind: DiskNode["kind"]) => (request: number, name: string) => {
    const path = absolutePath(user, name);
    const refused = refuseWrite(disk, user, path) ?? refuseRead(disk, user, path);
    const isRemovable = disk.get(path)?.kind === kind && namesIn(disk, path).length === 0;
    if (refused === undefined && isRemovable) {
      disk.delete(path);
    }
    sftp.status(request, refused ?? (isRemovable ? STATUS_CODE.OK : STATUS_CODE.FAILURE));
  };
  sftp.on("REMOVE", remove("file"));
  sftp.on("RMDIR", remove("folder"));

  sftp.on("RENAME", (request: number, from: string, to: string) => {
    const [source, target] = [absolutePath(user, from), absolutePath(user, to)];
    const node = disk.get(source);
    const refused =
      refuseWrite(disk, user, source) ?? refuseWrite(disk, user, target) ?? refuseRead(disk, user, source);
    const isMovable = node?.kind === "file" && !disk.has(target);
    if (refused === undefined && isMovable) {
      disk.delete(source);
      disk.set(target, node);
    }
    sftp.status(request, refused ?? (isMovable ? STATUS_CODE.OK : STATUS_CODE.FAILURE));
  });
}

function serveAttributes(sftp: SftpServer, disk: Disk, open: Map<number, OpenNode>, user: string): void {
  const stat = (request: number, name: string) => {
    const path = absolutePath(user, name);
    const refused = refuseRead(disk, user, path);
    const node = disk.get(path);
    return refused !== undefined || node === undefined
      ? sftp.status(request, refused ?? STATUS_CODE.NO_SUCH_FILE)
      : sftp.attrs(request, attributes(node));
  };
  sftp.on("STAT", stat);
  sftp.on("LSTAT", stat);
  sftp.on("FSTAT", (request: number, handle: Buffer) => {
    const node = open.get(handle.readUInt32BE())?.node;
    return node === undefined ? sftp.status(request, STATUS_CODE.FAILURE) : sftp.attrs(request, attributes(node));
  });

  const change = (request: number, path: string | undefined, sent: SentAttributes) => {
    const node = path === undefined ? undefined : disk.get(path);
    const refused = path === undefined ? STATUS_CODE.FAILURE : refuseWrite(disk, user, path);
    if (refused === undefined && node !== undefined && sent?.mode !== undefined) {
      node.mode = sent.mode & 0o7777;
    }
    sftp.status(request, refused ?? (node === undefined ? STATUS_CODE.NO_SUCH_FILE : STATUS_CODE.OK));
  };
  sftp.on("SETSTAT", (request: number, name: string, sent: SentAttributes) =>
    change(request, absolutePath(user, name), sent),
  );
  sftp.on("FSETSTAT", (request: number, handle: Buffer, sent: SentAttributes) =>
    change(request, open.get(handle.readUInt32BE())?.path, sent),
  );
}

/** The status code with which writing is refused, or undefined. */
function refuseWrite(disk: Disk, user: string, path: string): number | undefined {
  if (!mayWrite(user, path)) {
    return STATUS_CODE.PERMISSION_DENIED;
  }
  return disk.get(posix.dirname(path))?.kind === "folder" ? undefined : STATUS_CODE.NO_SUCH_FILE;
}

/** The status code with which reading is refused, or undefined. */
function refuseRead(disk: Disk, user: string, path: string): number | undefined {
  if (!mayRead(user, path)) {
    return STATUS_CODE.PERMISSION_DENIED;
  }
  return disk.has(path) ? undefined : STATUS_CODE.NO_SUCH_FILE;
}

function fileNode(mode: number): DiskNode {
  return { kind: "file", content: Buffer.alloc(0), mode: mode & 0o7777, modifiedAtMs: Date.now() };
}

function attributes(node: DiskNode): Attributes {
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
