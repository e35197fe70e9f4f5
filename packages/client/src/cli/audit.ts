import { Command } from "commander";
import type { ListAuditOptions } from "../audit.ts";
import type { CliContext } from "./context.ts";
import { isJson, print, table } from "./output.ts";

/** `freehold audit …` */
export function auditCommands(context: CliContext): Command {
  const audit = new Command("audit").description("what was done, and by whom");
  audit
    .command("list")
    .description("list the organization's entries, newest first")
    .option("--actor <key>", "only what this API key did")
    .option("--action <name>", "only this, such as createTenant")
    .option("--subject <id>", "only what was done to this, such as a tenant's id")
    .option("--since <time>", "only of this time or later, ISO 8601")
    .option("--until <time>", "only before this time, ISO 8601")
    .option("--limit <number>", "entries", "50")
    .action((options: ListAuditOptions & { limit: string }, command: Command) => list(context, command, options));
  audit
    .command("verify")
    .description("say whether the log of the whole installation is as it was written (operator)")
    .action((_options: unknown, command: Command) => verify(context, command));
  return audit;
}

async function list(
  context: CliContext,
  command: Command,
  { limit, ...filter }: ListAuditOptions & { limit: string },
): Promise<void> {
  const page = await context.client().listAudit({ ...filter, limit: Number(limit) });
  if (isJson(command)) return print(context, command, page);
  const rows = page.items.map(({ seq, at, actor, action, subject }) => [String(seq), at, actor, action, subject]);
  context.out.write(table(["SEQ", "AT", "ACTOR", "ACTION", "SUBJECT"], rows));
}

async function verify(context: CliContext, command: Command): Promise<void> {
  const verification = await context.client().verifyAudit();
  print(context, command, verification);
  if (!verification.intact) context.fail();
}
