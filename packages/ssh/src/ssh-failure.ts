/** What kept a connection from being made: the wrong machine, the wrong key, or no answer at all. */
export type SshFailureKind = "host_key" | "authentication" | "unreachable";

/** A connection could not be made. Nothing was sent to a machine that showed another host key than the pinned one. */
export class SshFailure extends Error {
  override readonly name = "SshFailure";
  readonly kind: SshFailureKind;
  /** The key that the machine showed instead, of the kind `host_key`. */
  readonly shown: Buffer | undefined;

  constructor(kind: SshFailureKind, message: string, options: { cause?: unknown; shown?: Buffer } = {}) {
    super(message, options.cause === undefined ? {} : { cause: options.cause });
    this.kind = kind;
    this.shown = options.shown;
  }
}
