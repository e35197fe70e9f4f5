import { gzipSync } from "node:zlib";

/** Letters of the types of a tar archive's entries, as POSIX ustar has them. */
const TYPES = {
  file: "0",
  hardLink: "1",
  link: "2",
  device: "3",
  block: "4",
  folder: "5",
  fifo: "6",
  long: "L",
} as const;

/** An entry as an attacker writes it: nothing is checked, and nothing is made tidy. */
export interface Entry {
  /** Path in the archive, taken as it is. At most 100 bytes, as in a ustar header. */
  name: string;
  /** @default "file" */
  type?: keyof typeof TYPES;
  /** @default - empty */
  data?: string | Buffer;
  /** Where a link leads. */
  to?: string;
  /** @default 0o644, of folders 0o755 */
  mode?: number;
  /** Major and minor number of a device. */
  numbers?: [number, number];
}

/** A tar archive with these entries, in this order. */
function archiveOf(entries: readonly Entry[]): Buffer {
  const blocks = entries.flatMap((entry) => {
    const data = Buffer.from(entry.data ?? "");
    return [headerOf(entry, data.length), data, Buffer.alloc((512 - (data.length % 512)) % 512)];
  });
  return Buffer.concat([...blocks, Buffer.alloc(1024)]);
}

/** What `hostctl apply` reads, without a signature: base64 of the gzipped archive. */
export function packed(entries: readonly Entry[]): string {
  return gzipSync(archiveOf(entries)).toString("base64");
}

/** The header of an entry whose content, of this size in bytes, follows. */
export function headerOf({ name, type = "file", to = "", mode, numbers = [0, 0] }: Entry, size: number): Buffer {
  const header = Buffer.alloc(512);
  const put = (text: string, at: number) => header.write(text, at, "latin1");
  const octal = (value: number, digits: number) => `${value.toString(8).padStart(digits, "0")}\0`;
  put(name, 0);
  put(octal(mode ?? (type === "folder" ? 0o755 : 0o644), 7), 100);
  put(octal(0, 7) + octal(0, 7) + octal(size, 11) + octal(0, 11), 108);
  put(" ".repeat(8), 148);
  put(TYPES[type], 156);
  put(to, 157);
  put("ustar\x0000root", 257);
  put(octal(numbers[0], 7) + octal(numbers[1], 7), 329);
  put(
    `${octal(
      header.reduce((sum, byte) => sum + byte, 0),
      6,
    )} `,
    148,
  );
  return header;
}
