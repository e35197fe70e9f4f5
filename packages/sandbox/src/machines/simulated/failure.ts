/** Exit codes of hostctl: those of sysexits.h. */
export const EXIT = { failed: 1, usage: 64, unavailable: 69, timeout: 75 } as const;

/** How hostctl ends when it does not do what it was asked. */
export class Failure extends Error {
  readonly exitCode: number;

  constructor(exitCode: number, message: string) {
    super(message);
    this.exitCode = exitCode;
  }
}
