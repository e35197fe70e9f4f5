import { PassThrough } from "node:stream";
import { createProgram } from "../cli/program.ts";
import type { FreeholdClient } from "../client.ts";

/** What a command wrote, and whether it failed. */
export interface CommandOutcome {
  out: string;
  err: string;
  failed: boolean;
}

/** Runs a command against a client that answers from these parts. @param args Separated by single spaces */
export async function runCommand(args: string, parts: Partial<FreeholdClient>, input = ""): Promise<CommandOutcome> {
  const [out, err] = [new PassThrough(), new PassThrough()];
  let failed = false;
  const program = createProgram({
    client: () => parts as FreeholdClient,
    out: out as unknown as NodeJS.WriteStream,
    err: err as unknown as NodeJS.WriteStream,
    readInput: async () => input,
    fail: () => {
      failed = true;
    },
  });
  await program.parseAsync(args.split(" "), { from: "user" });
  return { out: String(out.read() ?? ""), err: String(err.read() ?? ""), failed };
}
