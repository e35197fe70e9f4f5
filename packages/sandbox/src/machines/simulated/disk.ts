import { posix } from "node:path";

/** A file or folder on a simulated machine's disk. */
export interface DiskNode {
  kind: "file" | "folder";
  content: Buffer;
  /** Permission bits. */
  mode: number;
  modifiedAtMs: number;
}

/** A simulated machine's disk: absolute path → node. Lost with the machine. */
export type Disk = Map<string, DiskNode>;

/** A disk with the folders that every machine has, the users' homes and the given files. */
export function createDisk(users: Iterable<string>, files: Map<string, string>): Disk {
  const disk: Disk = new Map();
  for (const folder of ["/", "/tmp", "/root", "/home"]) {
    disk.set(folder, folderNode(0o755));
  }
  for (const user of users) {
    disk.set(homeOf(user), folderNode(0o700));
  }
  for (const [path, text] of files) {
    writeFile(disk, path, text);
  }
  return disk;
}

/** Writes a file and the folders above it. */
export function writeFile(disk: Disk, path: string, text: string): void {
  for (let folder = posix.dirname(path); !disk.has(folder); folder = posix.dirname(folder)) {
    disk.set(folder, folderNode(0o755));
  }
  disk.set(path, { kind: "file", content: Buffer.from(text), mode: 0o644, modifiedAtMs: Date.now() });
}

export function folderNode(mode: number): DiskNode {
  return { kind: "folder", content: Buffer.alloc(0), mode, modifiedAtMs: Date.now() };
}

function homeOf(user: string): string {
  return user === "root" ? "/root" : `/home/${user}`;
}

/** Absolute form of a path as a user's session sees it. */
export function absolutePath(user: string, path: string): string {
  return posix.resolve(homeOf(user), path.startsWith("~/") ? path.slice(2) : path);
}

/** Names of what lies directly in a folder. */
export function namesIn(disk: Disk, folder: string): string[] {
  return [...disk.keys()]
    .filter((path) => path !== "/" && posix.dirname(path) === folder)
    .map((path) => posix.basename(path));
}

/** Root writes anywhere, others in their home and in /tmp. */
export function mayWrite(user: string, path: string): boolean {
  return user === "root" || [homeOf(user), "/tmp"].some((folder) => path.startsWith(`${folder}/`));
}

/** Only root reads other users' homes and /root. */
export function mayRead(user: string, path: string): boolean {
  const isPrivate = path.startsWith("/home/") || path === "/root" || path.startsWith("/root/");
  return user === "root" || !isPrivate || `${path}/`.startsWith(`${homeOf(user)}/`);
}
