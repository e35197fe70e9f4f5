import { posix } from "node:path";
import ssh2 from "ssh2";
import { absolutePath, type DiskNode, namesIn } from "./disk.ts";
import {
  attributes,
  fileNode,
  refuseRead,
  refuseWrite,
  type SentAttributes,
  type SftpSession,
} from "./sftp-session.ts";

const { STATUS_CODE, OPEN_MODE } = ssh2.utils.sftp;

/** An open file, or a folder whose names are still to be listed. */
export interface OpenNode {
  path: string;
  node: DiskNode;
  unlisted: string[];
}

/** What a session has open, by handle. */
export class OpenNodes {
  readonly #nodes = new Map<number, OpenNode>();
  #last = 0;

  add(opened: OpenNode): Buffer {
    this.#last += 1;
    this.#nodes.set(this.#last, opened);
    const handle = Buffer.alloc(4);
    handle.writeUInt32BE(this.#last);
    return handle;
  }

  get(handle: Buffer): OpenNode | undefined {
    return this.#nodes.get(handle.readUInt32BE());
  }

  close(handle: Buffer): boolean {
    return this.#nodes.delete(handle.readUInt32BE());
  }
}

/** Serves opening and closing. */
export function serveOpening(session: SftpSession, open: OpenNodes): void {
  const { sftp, disk, user } = session;
  sftp.on("OPEN", (request: number, name: string, flags: number, sent: SentAttributes) => {
    const path = absolutePath(user, name);
    const refused = refuseOpen(session, path, flags);
    if (refused !== undefined) {
      return sftp.status(request, refused);
    }
    const node = disk.get(path) ?? fileNode(sent?.mode ?? 0o644);
    if ((flags & OPEN_MODE.TRUNC) !== 0) {
      node.content = Buffer.alloc(0);
    }
    disk.set(path, node);
    return sftp.handle(request, open.add({ path, node, unlisted: [] }));
  });

  sftp.on("OPENDIR", (request: number, name: string) => {
    const path = absolutePath(user, name);
    const node = disk.get(path);
    const refused = refuseRead(session, path);
    if (refused !== undefined || node?.kind !== "folder") {
      return sftp.status(request, refused ?? STATUS_CODE.FAILURE);
    }
    return sftp.handle(request, open.add({ path, node, unlisted: namesIn(disk, path) }));
  });

  sftp.on("CLOSE", (request: number, handle: Buffer) => {
    sftp.status(request, open.close(handle) ? STATUS_CODE.OK : STATUS_CODE.FAILURE);
  });
}

/** Serves what is done with an open handle. */
export function serveOpened({ sftp, disk }: SftpSession, open: OpenNodes): void {
  sftp.on("READDIR", (request: number, handle: Buffer) => {
    const opened = open.get(handle);
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
    const content = open.get(handle)?.node.content;
    if (content === undefined || offset >= content.length) {
      return sftp.status(request, content === undefined ? STATUS_CODE.FAILURE : STATUS_CODE.EOF);
    }
    return sftp.data(request, content.subarray(offset, offset + length));
  });

  sftp.on("WRITE", (request: number, handle: Buffer, offset: number, data: Buffer) => {
    const node = open.get(handle)?.node;
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
}

/** The status code with which opening is refused, or undefined. */
function refuseOpen(session: SftpSession, path: string, flags: number): number | undefined {
  const node = session.disk.get(path);
  const writes = (flags & OPEN_MODE.WRITE) !== 0;
  const refused = writes ? refuseWrite(session, path) : refuseRead(session, path);
  if (refused !== undefined) {
    return refused;
  }
  if (node === undefined) {
    return (flags & OPEN_MODE.CREAT) === 0 ? STATUS_CODE.NO_SUCH_FILE : undefined;
  }
  return node.kind === "folder" || (flags & OPEN_MODE.EXCL) !== 0 ? STATUS_CODE.FAILURE : undefined;
}
