import { gzipSync } from "node:zlib";
import { createTar } from "nanotar";

/** One file for a machine. */
export interface BundleFile {
  /** Path within the workload's folder. */
  path: string;
  /** Permissions, such as `0o600`. */
  mode: number;
  content: string;
}

/** The files as `hostctl apply` takes them: base64 of a gzipped tar. The same files make the same text: no times, no owners. */
export function bundleOf(files: readonly BundleFile[]): string {
  const tar = createTar(
    files.map(({ path, mode, content }) => ({
      name: path,
      data: content,
      attrs: { mode: mode.toString(8), mtime: 0, uid: 0, gid: 0 },
    })),
  );
  const packed = gzipSync(tar, { level: 9 });
  // The operating system that packed it: 255 is "unknown".
  packed[9] = 255;
  return packed.toString("base64");
}
