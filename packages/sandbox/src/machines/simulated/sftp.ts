import ssh2 from "ssh2";
import { absolutePath, type Disk, type DiskNode, folderNode, namesIn } from "./disk.ts";
import { OpenNodes, serveOpened, serveOpening } from "./sftp-handles.ts";
import {
  attributes,
  fileNode,
  refuseRead,
  refuseWrite,
  type SentAttributes,
  type SftpServer,
  type SftpSession,
} from "./sftp-session.ts";

const { STATUS_CODE } = ssh2.utils.sftp;

/** Serves a simulated machine's disk over SFTP, as one user sees it. */
export function serveSftp(channel: unknown, disk: Disk, user: string): void {
  // ssh2's types know only the client's half of this object.
  const session: SftpSession = { sftp: channel as SftpServer, disk, user };
  const open = new OpenNodes();

  serveOpening(session, open);
  serveOpened(session, open);
  serveFolders(session);
  serveAttributes(session, open);
}

function serveFolders(session: SftpSession): void {
  const { sftp, disk, user } = session;
  sftp.on("REALPATH", (request: number, name: string) => {
    const path = absolutePath(user, name);
    sftp.name(request, [{ filename: path, longname: path, attrs: attributes(disk.get(path) ?? fileNode(0)) }]);
  });

  sftp.on("MKDIR", (request: number, name: string, sent: SentAttributes) => {
    const path = absolutePath(user, name);
    const refused = refuseWrite(session, path) ?? (disk.has(path) ? STATUS_CODE.FAILURE : undefined);
    if (refused === undefined) {
      disk.set(path, folderNode(sent?.mode ?? 0o755));
    }
    sftp.status(request, refused ?? STATUS_CODE.OK);
  });

  const remove = (kind: DiskNode["kind"]) => (request: number, name: string) => {
    const path = absolutePath(user, name);
    const refused = refuseWrite(session, path) ?? refuseRead(session, path);
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
    const refused = refuseWrite(session, source) ?? refuseWrite(session, target) ?? refuseRead(session, source);
    const isMovable = node?.kind === "file" && !disk.has(target);
    if (refused === undefined && isMovable) {
      disk.delete(source);
      disk.set(target, node);
    }
    sftp.status(request, refused ?? (isMovable ? STATUS_CODE.OK : STATUS_CODE.FAILURE));
  });
}

function serveAttributes(session: SftpSession, open: OpenNodes): void {
  const { sftp, disk, user } = session;
  const stat = (request: number, name: string) => {
    const path = absolutePath(user, name);
    const refused = refuseRead(session, path);
    const node = disk.get(path);
    return refused !== undefined || node === undefined
      ? sftp.status(request, refused ?? STATUS_CODE.NO_SUCH_FILE)
      : sftp.attrs(request, attributes(node));
  };
  sftp.on("STAT", stat);
  sftp.on("LSTAT", stat);
  sftp.on("FSTAT", (request: number, handle: Buffer) => {
    const node = open.get(handle)?.node;
    return node === undefined ? sftp.status(request, STATUS_CODE.FAILURE) : sftp.attrs(request, attributes(node));
  });

  const change = (request: number, path: string | undefined, sent: SentAttributes) => {
    const node = path === undefined ? undefined : disk.get(path);
    const refused = path === undefined ? STATUS_CODE.FAILURE : refuseWrite(session, path);
    if (refused === undefined && node !== undefined && sent?.mode !== undefined) {
      node.mode = sent.mode & 0o7777;
    }
    sftp.status(request, refused ?? (node === undefined ? STATUS_CODE.NO_SUCH_FILE : STATUS_CODE.OK));
  };
  sftp.on("SETSTAT", (request: number, name: string, sent: SentAttributes) =>
    change(request, absolutePath(user, name), sent),
  );
  sftp.on("FSETSTAT", (request: number, handle: Buffer, sent: SentAttributes) =>
    change(request, open.get(handle)?.path, sent),
  );
}
