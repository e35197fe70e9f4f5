import { Command } from "commander";
import type { CliContext } from "./context.ts";
import { isJson, print, table } from "./output.ts";

/** `freehold master-keys …` */
export function masterKeyCommands(context: CliContext): Command {
  const masterKeys = new Command("master-keys").description("what everything at rest is sealed with (operator)");
  masterKeys
    .command("list")
    .description("list the keys by their ids, the current one first, and how many values each still seals")
    .action((_options: unknown, command: Command) => list(context, command));
  return masterKeys;
}

async function list(context: CliContext, command: Command): Promise<void> {
  const items = await context.client().listMasterKeys();
  if (isJson(command)) return print(context, command, { items });
  const rows = items.map(({ id, current, sealed }) => [id, current ? "yes" : "no", String(sealed)]);
  context.out.write(table(["ID", "CURRENT", "SEALED VALUES"], rows));
}
