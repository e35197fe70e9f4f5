import type { FreeholdClient } from "../client.ts";

/** What the commands work with. */
export interface CliContext {
  client(): FreeholdClient;
  /** For results. */
  out: NodeJS.WriteStream;
  /** For progress and failures. */
  err: NodeJS.WriteStream;
  /** All of standard input. */
  readInput(): Promise<string>;
  /** Asks the person at the terminal, on `err`, and gives what was typed. @default - nobody is there */
  ask?: (question: string) => Promise<string>;
  /** Makes the command's exit status say that what was asked for did not come about. */
  fail(): void;
  /** Resolves when somebody asks the command to end, by Ctrl-C or otherwise. */
  untilStopped(): Promise<void>;
}
