import { PassThrough } from "node:stream";
import { createProgram } from "../cli/program.ts";
import type { FreeholdClient } from "../client.ts";

/** What a command wrote, and whether it failed. */
export interface CommandOutcome {
  out: string;
  err: string;
  failed: boolean;
}

/**
 * Runs a command against a client that answers from these parts.
 *
 * @param args Separated by single spaces
 * @param whileOpen What happens while a command stays until it is stopped, given what it has written so far
 * @param typed What a person at the terminal answers. @default - nobody is there
 */
export async function runCommand(
  args: string,
  parts: Partial<FreeholdClient>,
  input = "",
  whileOpen: (out: string) => Promise<void> = async () => {},
  typed?: string,
): Promise<CommandOutcome> {
  const [out, err] = [new PassThrough(), new PassThrough()];
  let failed = false;
  let said = "";
  const written = (): string => {
    said += String(out.read() ?? "");
    return said;
  };
  const program = createProgram({
    client: () => parts as FreeholdClient,
    out: out as unknown as NodeJS.WriteStream,
    err: err as unknown as NodeJS.WriteStream,
    readInput: async () => input,
    ...(typed !== undefined && {
      ask: async (question: string) => {
        err.write(question);
        return typed;
      },
    }),
    fail: () => {
      failed = true;
    },
    untilStopped: () => whileOpen(written()),
  });
  await program.parseAsync(args.split(" "), { from: "user" });
  return { out: written(), err: String(err.read() ?? ""), failed };
}
