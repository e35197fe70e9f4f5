import { Command } from "commander";
import type { CliContext } from "./context.ts";
import { followToEnd } from "./follow-to-end.ts";
import { print, printResult } from "./output.ts";

/** `freehold operations …` */
export function operationCommands(context: CliContext): Command {
  const operations = new Command("operations").description("the changes of tenants");
  operations
    .command("get <id>")
    .description("show one operation")
    .action(async (id: string, _options: unknown, command: Command) =>
      print(context, command, await context.client().getOperation(id)),
    );
  operations
    .command("watch <id>")
    .description("follow an operation to its end")
    .action(async (id: string, _options: unknown, command: Command) =>
      print(context, command, await followToEnd(context, command, id, id)),
    );
  operations
    .command("cancel <id>")
    .description("cancel an operation; what it made is removed")
    .action((id: string, _options: unknown, command: Command) => cancel(context, command, id));
  return operations;
}

async function cancel(context: CliContext, command: Command, id: string): Promise<void> {
  const operation = await context.client().cancelOperation(id);
  const sentence =
    operation.endedAt === null
      ? `${operation.kind} ${id} is being cancelled; \`freehold operations watch ${id}\` follows it`
      : `${operation.kind} ${id} is ${operation.status}`;
  printResult(context, command, operation, sentence);
}
