import { timingSafeEqual } from "node:crypto";
import { once } from "node:events";
import { createServer, type Socket } from "node:net";
import { posix } from "node:path";
import ssh2, { type AuthContext, type Connection, type ServerChannel, type Session } from "ssh2";
import { ed25519KeyPair } from "../machines/ed25519-key-pair.ts";
import { type Disk, folderNode, namesIn } from "../machines/simulated/disk.ts";
import { serveSftp } from "../machines/simulated/sftp.ts";
import type { Cluster } from "./cluster.ts";

const USER = "root";

/** The SSH server of a node. */
export interface NodeSsh {
  host: string;
  port: number;
  user: string;
  password: string;
  close(): Promise<void>;
}

/**
 * Opens the node's SSH server at the node's address: SFTP, and the few commands with which files are put there (`tee`, `mkdir -p`,
 * `chmod`, `rm -f`, `cat`, `ls`). Snippets reach a node this way and no other.
 */
export async function openNodeSsh(cluster: Cluster, port: number): Promise<NodeSsh> {
  const { password } = cluster.credentials;
  const ssh = new ssh2.Server(
    { hostKeys: [ed25519KeyPair().private], ident: "OpenSSH_10.0p2-emulated" },
    (connection) => serveConnection(connection, cluster.disk, password),
  );
  const sockets = new Set<Socket>();
  const server = createServer({ noDelay: true }, (socket) => {
    sockets.add(socket);
    socket.on("close", () => sockets.delete(socket));
    ssh.injectSocket(socket);
  });
  server.listen(port, cluster.nodeAddress);
  await once(server, "listening");
  return {
    host: cluster.nodeAddress,
    port,
    user: USER,
    password,
    async close() {
      const closed = once(server, "close");
      server.close();
      for (const socket of sockets) socket.destroy();
      await closed;
    },
  };
}

function serveConnection(connection: Connection, disk: Disk, password: string): void {
  connection.on("error", () => connection.end());
  connection.on("authentication", (attempt) => {
    if (attempt.username === USER && isPassword(attempt, password)) attempt.accept();
    else attempt.reject(["password"]);
  });
  connection.on("ready", () => connection.on("session", (accept) => serveSession(accept(), disk)));
}

function isPassword(attempt: AuthContext, password: string): boolean {
  if (attempt.method !== "password") return false;
  const [given, expected] = [Buffer.from(attempt.password), Buffer.from(password)];
  return given.length === expected.length && timingSafeEqual(given, expected);
}

function serveSession(session: Session, disk: Disk): void {
  session.on("env", (accept) => accept?.());
  session.on("sftp", (accept) => serveSftp(accept(), disk, USER));
  session.on("exec", (accept, _reject, { command }) => void serveCommand(accept(), command, disk));
}

async function serveCommand(channel: ServerChannel, command: string, disk: Disk): Promise<void> {
  channel.on("error", () => {});
  let status = 0;
  for (const part of command.split("&&")) {
    status = await runCommand(words(part), channel, disk);
    if (status !== 0) break;
  }
  channel.exit(status);
  channel.end();
}

/** Runs one command; answers its exit status. */
async function runCommand([name = "", ...args]: string[], channel: ServerChannel, disk: Disk): Promise<number> {
  const paths = args.filter((arg) => !arg.startsWith("-"));
  switch (posix.basename(name)) {
    case "tee": {
      const content = await readAll(channel);
      return paths.every((path) => put(disk, path, content))
        ? 0
        : complain(channel, `tee: ${paths[0]}: No such file or directory`);
    }
    case "mkdir":
      for (const path of paths) makeFolders(disk, path);
      return 0;
    case "chmod": {
      const [mode = "", path = ""] = paths;
      const node = disk.get(path);
      if (node === undefined) return complain(channel, `chmod: cannot access '${path}': No such file or directory`);
      node.mode = Number.parseInt(mode, 8);
      return 0;
    }
    case "rm":
      for (const path of paths) disk.delete(path);
      return 0;
    case "cat": {
      const node = disk.get(paths[0] ?? "");
      if (node === undefined) return complain(channel, `cat: ${paths[0]}: No such file or directory`);
      channel.write(node.content);
      return 0;
    }
    case "ls":
      channel.write(
        namesIn(disk, paths[0] ?? "/")
          .map((found) => `${found}\n`)
          .join(""),
      );
      return 0;
    default:
      complain(channel, `${name}: command not found`);
      return 127;
  }
}

function put(disk: Disk, path: string, content: Buffer): boolean {
  if (disk.get(posix.dirname(path))?.kind !== "folder") return false;
  disk.set(path, { kind: "file", content, mode: disk.get(path)?.mode ?? 0o644, modifiedAtMs: Date.now() });
  return true;
}

function makeFolders(disk: Disk, path: string): void {
  for (let folder = path; !disk.has(folder); folder = posix.dirname(folder)) disk.set(folder, folderNode(0o755));
}

function complain(channel: ServerChannel, message: string): number {
  channel.stderr.write(`${message}\n`);
  return 1;
}

/** The words of a command line; quoted ones may hold spaces. Where output is sent is left out: nothing is printed anyway. */
function words(line: string): string[] {
  const found = line.replace(/\d?>+\s*\S+/g, "").match(/'[^']*'|"[^"]*"|\S+/g) ?? [];
  return found.map((word) => word.replace(/^(['"])(.*)\1$/, "$2"));
}

async function readAll(channel: ServerChannel): Promise<Buffer> {
  const parts: Buffer[] = [];
  for await (const part of channel) parts.push(part as Buffer);
  return Buffer.concat(parts);
}
