import type { Orphan } from "@freehold/model";
import { Command } from "commander";
import type { CliContext } from "./context.ts";
import { followToEnd } from "./follow-to-end.ts";
import { isJson, print, printResult, table } from "./output.ts";

/** `freehold orphans …` */
export function orphanCommands(context: CliContext): Command {
  const orphans = new Command("orphans").description("things at the clouds that carry our labels and that nobody has");
  orphans
    .command("list")
    .description("list them, with what they cost")
    .action((_options: unknown, command: Command) => list(context, command));
  orphans
    .command("get <orphan>")
    .description("show one")
    .action(async (orphan: string, _options: unknown, command: Command) =>
      print(context, command, await context.client().getOrphan(orphan)),
    );
  orphans
    .command("adopt <orphan>")
    .description("take one into the stack of the tenant that it names, and follow it")
    .option("--no-wait", "do not follow it")
    .action(async (orphan: string, { wait }: { wait: boolean }, command: Command) => {
      const { operation } = await context.client().adoptOrphan(orphan);
      if (wait) await followToEnd(context, command, operation.id, `adopting ${orphan}`);
      printOrphan(context, command, await context.client().getOrphan(orphan));
    });
  orphans
    .command("remove <orphan>")
    .description("have one removed at its cloud")
    .action(async (orphan: string, _options: unknown, command: Command) =>
      printOrphan(context, command, await context.client().removeOrphan(orphan)),
    );
  return orphans;
}

function printOrphan(context: CliContext, command: Command, orphan: Orphan): void {
  printResult(
    context,
    command,
    orphan,
    `${orphan.cloud} ${orphan.type} ${orphan.itemId} (${orphan.id}) is ${orphan.status}`,
  );
}

async function list(context: CliContext, command: Command): Promise<void> {
  const items = await context.client().listOrphans();
  if (isJson(command)) return print(context, command, { items });
  const rows = items.map(({ id, status, cloud, type, itemId, tenantId, cost }) => [
    id,
    status,
    `${cloud} ${type} ${itemId}`,
    tenantId ?? "",
    cost === null ? "" : `${cost.perMonth.amount.toFixed(2)} ${cost.perMonth.currency}`,
  ]);
  context.out.write(table(["ID", "STATUS", "WHAT", "TENANT", "A MONTH"], rows));
}
