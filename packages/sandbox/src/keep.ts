/** What holds a port, an address or a process until it is closed. */
export interface Closable {
  close(): void | Promise<void>;
}

/** Sees to it that a part is closed with the sandbox, or when a later part fails to open; gives it back. */
export type Keep = <Part extends Closable>(part: Part) => Part;
