/** Closes what was opened, in the opposite order. One that fails does not keep the others open. */
export interface Closers {
  add(close: () => Promise<void>): void;
  /** Adds the part's own `close` and gives the part back. */
  adopt<Part extends { close(): Promise<void> }>(part: Part): Part;
  /** The first call closes; later ones wait for it. @throws the first failure, after everything was tried */
  close(): Promise<void>;
}

export function createClosers(): Closers {
  const opened: (() => Promise<void>)[] = [];
  let closing: Promise<void> | undefined;
  const closeAll = async (): Promise<void> => {
    const failures: unknown[] = [];
    for (const close of opened.toReversed()) await close().catch((error: unknown) => failures.push(error));
    if (failures.length > 0) throw failures[0];
  };
  return {
    add: (close) => void opened.push(close),
    adopt(part) {
      opened.push(() => part.close());
      return part;
    },
    close() {
      closing ??= closeAll();
      return closing;
    },
  };
}
