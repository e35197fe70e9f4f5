import { createTarGzip } from "nanotar";

/** What `hostctl apply` reads: base64 of a gzipped tar archive of the files, with the project's name beside them. */
export async function bundleOf(project: string, files: Record<string, string>): Promise<string> {
  const items = Object.entries({ project: `${project}\n`, ...files }).map(([name, data]) => ({
    name,
    data,
    attrs: { mode: name.endsWith(".sh") ? "755" : "644", mtime: 0 },
  }));
  return Buffer.from(await createTarGzip(items)).toString("base64");
}
