import type { Duplex } from "node:stream";

/** One command's channel. */
export interface CommandIo {
  stdin(): Promise<string>;
  /** The channel itself, for programs that speak another protocol on it. */
  raw(): Duplex;
  /** Writes a line. */
  out(line: string): void;
  /** Writes a line to standard error. */
  err(line: string): void;
  /** Aborted when the channel closes or the machine goes off. */
  signal: AbortSignal;
}
